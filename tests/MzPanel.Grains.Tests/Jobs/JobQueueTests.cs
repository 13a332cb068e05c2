using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>Lanes and their order (delivery.md, "Lanes").</summary>
public sealed class JobQueueTests
{
    private readonly JobQueue queue = new();

    [Fact]
    public void The_first_in_starts_first_whatever_the_order_it_was_learned_in()
    {
        queue.Reset([Waits("c", 3), Waits("a", 1), Waits("b", 2)]);

        Assert.Equal(("a", 0), Next());
    }

    [Theory]
    [InlineData(JobStatus.Offered)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Unknown)]
    public void One_mutating_command_at_a_time(string state)
    {
        queue.Reset([Alive("a", 1, state, slot: 0), Waits("b", 2)]);
        Assert.Null(Next());

        queue.Put(Alive("a", 1, JobStatus.Succeeded, slot: null) with { Version = 9 });
        Assert.Equal(("b", 0), Next());
    }

    [Fact]
    public void Four_read_only_ones_run_beside_it_each_in_a_slot_of_its_own()
    {
        queue.Reset([Alive("m", 1, JobStatus.Running, slot: 0), .. Enumerable.Range(2, 5).Select(p => Waits($"r{p}", p, mutating: false))]);

        var slots = new List<int>();
        while (Next() is var (id, slot))
        {
            slots.Add(slot);
            queue.Put(Alive(id, 0, JobStatus.Offered, slot, mutating: false));
        }
        Assert.Equal([1, 2, 3, 4], slots);
    }

    [Fact]
    public void A_slot_that_frees_is_taken_again()
    {
        queue.Reset([.. new[] { 1, 2, 3, 4 }.Select(s => Alive($"r{s}", s, JobStatus.Running, s, mutating: false)), Waits("next", 5, mutating: false)]);
        queue.Put(Alive("r3", 3, JobStatus.Failed, slot: null, mutating: false) with { Version = 9 });

        Assert.Equal(("next", 3), Next());
    }

    [Fact]
    public void A_read_only_job_does_not_wait_for_the_mutating_lane()
    {
        queue.Reset([Alive("m", 1, JobStatus.Unknown, slot: 0), Waits("n", 2), Waits("r", 3, mutating: false)]);

        Assert.Equal(("r", 1), Next());
    }

    [Fact]
    public void A_job_that_was_busy_keeps_its_place_and_those_behind_it_wait()
    {
        queue.Reset([Waits("a", 1) with { NotBefore = Given.Now + 5000 }, Waits("b", 2)]);

        Assert.Null(Next());
        Assert.Equal(Given.Now + 5000, queue.WakeAt(Given.Now));
        Assert.Equal(("a", 0), Next(Given.Now + 5000));
    }

    [Fact]
    public void A_job_whose_time_is_over_does_not_start()
    {
        queue.Reset([Waits("a", 1) with { QueueDeadline = Given.Now }]);

        Assert.Null(Next());
        Assert.Equal("a", Assert.Single(queue.Due(Given.Now)).Id);
        Assert.Empty(queue.Due(Given.Now - 1));
    }

    [Fact]
    public void An_abandoned_job_holds_its_lane_until_its_hold_is_over()
    {
        var abandoned = Given.Job(Given.Abandoned) with { Id = "a", AbandonedUntil = Given.Now + 10 };
        queue.Reset([abandoned, Waits("b", 2)]);

        Assert.Null(Next());
        Assert.Equal("a", Assert.Single(queue.Due(Given.Now + 10)).Id);
        queue.Put(JobLifecycle.Freed(abandoned)! with { Version = abandoned.Version + 1 });
        Assert.Equal(("b", 0), Next());
    }

    [Fact]
    public void A_job_that_came_back_from_lost_without_a_slot_holds_the_lane_all_the_same()
    {
        queue.Reset([Alive("back", 1, JobStatus.Running, slot: null), Waits("b", 2)]);
        Assert.Null(Next());

        queue.Reset([.. new[] { 1, 2, 3 }.Select(s => Alive($"r{s}", s, JobStatus.Running, s, mutating: false)),
            Alive("back", 4, JobStatus.Running, slot: null, mutating: false), Waits("r", 5, mutating: false)]);
        Assert.Null(Next());
    }

    [Fact]
    public void A_new_job_takes_a_slot_at_once_only_where_none_of_its_lane_waits_and_one_is_free()
    {
        Assert.Equal((0, 1), (queue.SlotAtOnce(mutating: true), queue.SlotAtOnce(mutating: false)));

        queue.Reset([Alive("m", 1, JobStatus.Running, slot: 0), Alive("r", 2, JobStatus.Offered, slot: 1, mutating: false)]);
        Assert.Equal((null, 2), (queue.SlotAtOnce(mutating: true), queue.SlotAtOnce(mutating: false)));

        queue.Reset([Waits("m", 1) with { NotBefore = long.MaxValue }, Waits("r", 2, mutating: false)]);
        Assert.Equal((null, (int?)null), (queue.SlotAtOnce(mutating: true), queue.SlotAtOnce(mutating: false)));
    }

    [Fact]
    public void An_older_picture_of_a_job_does_not_replace_a_newer_one()
    {
        queue.Put(Alive("a", 1, JobStatus.Running, slot: 0) with { Version = 3 });
        queue.Put(Waits("a", 1) with { Version = 2 });

        Assert.Equal(JobStatus.Running, Assert.Single(queue.Jobs).Status);
    }

    [Fact]
    public void It_forgets_what_ended_what_is_lost_and_what_the_records_do_not_have()
    {
        queue.Reset([Alive("a", 1, JobStatus.Running, 0), Waits("b", 2), Waits("c", 3)]);
        queue.Put(Given.Job(JobStatus.Lost) with { Id = "a", Version = 9 });
        queue.Put(Given.Job(JobStatus.Cancelled) with { Id = "b", Version = 9 });
        queue.Remove("c");

        Assert.Empty(queue.Jobs);
        Assert.Empty(queue.Alive);
        Assert.Null(queue.WakeAt(Given.Now));
    }

    [Fact]
    public void It_wakes_at_the_earliest_end_of_a_pause_a_hold_or_a_time_in_the_queue()
    {
        queue.Put(Waits("a", 1) with { QueueDeadline = 900, NotBefore = 300 });
        queue.Put(Waits("b", 2) with { QueueDeadline = 800 });
        Assert.Equal(300, queue.WakeAt(200));
        Assert.Equal(800, queue.WakeAt(300));

        queue.Put(Given.Job(Given.Abandoned) with { Id = "c", AbandonedUntil = 250 });
        Assert.Equal(250, queue.WakeAt(200));
    }

    private (string Id, int Slot)? Next(long now = Given.Now) => queue.Next(now) is var (job, slot) ? (job.Id, slot) : null;

    private static JobRow Waits(string id, long place, bool mutating = true) => Given.Job(JobStatus.Queued) with
    {
        Id = id, Place = place, Mutating = mutating, QueueDeadline = Given.Now + 60_000,
    };

    private static JobRow Alive(string id, long place, string state, int? slot, bool mutating = true) =>
        Given.Job(state) with { Id = id, Place = place, LaneSlot = slot, Mutating = mutating };
}
