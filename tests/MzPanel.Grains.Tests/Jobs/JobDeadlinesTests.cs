using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>Judgements from time and silence (delivery.md, "Silence", "Lanes"; I9).</summary>
public sealed class JobDeadlinesTests
{
    private const long LostMs = 15 * 60_000;
    private const long RunEnd = Given.Started + 600_000;
    private static readonly Silence Online = new(Offline: false, LastContact: Given.Now, MayLose: true, Listed: false, Journal: true);
    private static readonly Silence Offline = new(Offline: true, LastContact: Given.Started, MayLose: true, Listed: false, Journal: true);

    [Fact]
    public void Running_becomes_unknown_when_the_server_goes_offline_and_lost_15_minutes_after_the_last_contact()
    {
        var running = Given.Job(JobStatus.Running);
        var unknown = Given.Job(JobStatus.Unknown);

        Assert.Equal(Deadline.Unknown, Judge(running, Offline, Given.Started + 90_000));
        Assert.Equal(Deadline.None, Judge(unknown, Offline, Given.Started + LostMs - 1));
        Assert.Equal(Deadline.Lose, Judge(unknown, Offline, Given.Started + LostMs));
    }

    [Fact]
    public void However_late_one_looks_running_is_unknown_before_it_is_lost() =>
        Assert.Equal(Deadline.Unknown, Judge(Given.Job(JobStatus.Running), Offline, Given.Started + 100 * LostMs));

    [Fact]
    public void A_kind_may_have_its_own_time_to_be_lost()
    {
        Assert.Equal(Deadline.Lose, JobDeadlines.Judge(Given.Job(JobStatus.Unknown), Offline, Given.Started + 300_000, lostMs: 300_000));
        Assert.Equal(Deadline.None, JobDeadlines.Judge(Given.Job(JobStatus.Unknown), Offline, Given.Started + LostMs, lostMs: 86_400_000));
    }

    [Fact]
    public void A_server_nobody_has_heard_of_is_silent_since_the_offer()
    {
        var never = Offline with { LastContact = null };

        Assert.Equal(Deadline.None, Judge(Given.Job(JobStatus.Unknown), never, Given.Offered + LostMs - 1));
        Assert.Equal(Deadline.Lose, Judge(Given.Job(JobStatus.Unknown), never, Given.Offered + LostMs));
    }

    [Fact]
    public void Nothing_is_lost_by_time_while_judgements_from_silence_wait()
    {
        Assert.Equal(Deadline.None, Judge(Given.Job(JobStatus.Unknown), Offline with { MayLose = false }, Given.Started + LostMs));
        Assert.Equal(Deadline.None, Judge(Given.Job(JobStatus.Unknown), Online with { MayLose = false }, Given.Started + 10 * LostMs));
    }

    [Fact]
    public void A_list_from_before_the_silence_saves_nothing() =>
        Assert.Equal(Deadline.Lose, Judge(Given.Job(JobStatus.Unknown), Offline with { Listed = true }, Given.Started + LostMs));

    [Theory]
    [InlineData(JobStatus.Offered)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Unknown)]
    public void Connected_and_listed_is_never_lost(string state)
    {
        for (var now = Given.Offered; now < Given.Offered + 30L * 86_400_000; now += 3_600_000)
            Assert.NotEqual(Deadline.Lose, Judge(Given.Job(state), Online with { Listed = true }, now));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_running_command_of_a_connected_agent_is_never_lost_by_time_or_heartbeats(bool journal)
    {
        for (var now = Given.Offered; now < Given.Offered + 30L * 86_400_000; now += 3_600_000)
            Assert.NotEqual(Deadline.Lose, Judge(Given.Job(JobStatus.Running), Online with { Journal = journal }, now));
    }

    [Fact]
    public void Unknown_under_a_connected_agent_that_never_reports_it_is_lost_in_the_same_time()
    {
        var unknown = Given.Job(JobStatus.Unknown);

        Assert.Equal(Deadline.None, Judge(unknown, Online, unknown.ChangedAt + LostMs - 1));
        Assert.Equal(Deadline.Lose, Judge(unknown, Online, unknown.ChangedAt + LostMs));
    }

    [Fact]
    public void Offered_with_a_journal_waits_for_the_next_hello_however_long() =>
        Assert.Equal(Deadline.None, Judge(Given.Job(JobStatus.Offered), Offline, Given.Offered + 365L * 86_400_000));

    [Fact]
    public void Offered_without_a_journal_is_unknown_once_the_server_is_offline()
    {
        Assert.Equal(Deadline.Unknown, Judge(Given.Job(JobStatus.Offered), Offline with { Journal = false }, Given.Now));
        Assert.Equal(Deadline.None, Judge(Given.Job(JobStatus.Offered), Online with { Journal = false }, Given.Now));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_minutes_after_the_run_timeout_the_control_plane_sends_cancel(bool listed)
    {
        var silence = Online with { Listed = listed };

        Assert.Equal(Deadline.None, Judge(Given.Job(JobStatus.Running), silence, RunEnd + 119_999));
        Assert.Equal(Deadline.Cancel, Judge(Given.Job(JobStatus.Running), silence, RunEnd + 120_000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Time_in_the_queue_ends_at_its_deadline_whoever_is_away(bool offline)
    {
        var silence = (offline ? Offline : Online) with { MayLose = false };

        Assert.Equal(Deadline.None, Judge(Given.Job(JobStatus.Queued), silence, Given.Deadline - 1));
        Assert.Equal(Deadline.Expire, Judge(Given.Job(JobStatus.Queued), silence, Given.Deadline));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_abandoned_job_frees_its_lane_after_a_minute_whoever_is_away(bool offline)
    {
        var silence = offline ? Offline : Online;

        Assert.Equal(Deadline.None, Judge(Given.Job(Given.Abandoned), silence, Given.Lost + 59_999));
        Assert.Equal(Deadline.Free, Judge(Given.Job(Given.Abandoned), silence, Given.Lost + 60_000));
    }

    [Theory]
    [MemberData(nameof(Settled))]
    public void What_has_ended_has_no_deadline(string state)
    {
        foreach (var silence in new[] { Online, Offline, Online with { Listed = true }, Offline with { Journal = false } })
            Assert.Equal(Deadline.None, Judge(Given.Job(state), silence, Given.Now + 1000 * LostMs));
    }

    public static TheoryData<string> Settled() => [.. Given.Ended, JobStatus.Lost];

    private static Deadline Judge(JobRow job, Silence silence, long now) => JobDeadlines.Judge(job, silence, now, LostMs);
}
