using MzPanel.Data.Rollouts;
using MzPanel.Silo.Rollouts;

namespace MzPanel.Silo.Tests.Rollouts;

public sealed class RolloutRuleTests
{
    [Theory]
    // pending, running, succeeded, canary, parallel → starts
    [InlineData(10, 0, 0, 0, 5, 5)]
    [InlineData(10, 3, 0, 0, 5, 2)]
    [InlineData(2, 0, 0, 0, 5, 2)]
    [InlineData(10, 5, 0, 0, 5, 0)]
    [InlineData(10, 0, 0, 2, 5, 2)]
    [InlineData(10, 0, 0, 8, 5, 5)]
    [InlineData(9, 1, 0, 2, 5, 1)]
    [InlineData(8, 1, 1, 2, 5, 0)]
    [InlineData(8, 0, 2, 2, 5, 5)]
    public void No_more_run_at_once_than_asked_and_the_first_ones_alone(int pending, int running, int succeeded, int canary, int parallel, int starts) =>
        Assert.Equal(starts, RolloutRule.Next(Row() with { Pending = pending, Running = running, Succeeded = succeeded, Canary = canary, Parallel = parallel }, [], 7).Starts);

    [Theory]
    [InlineData(RolloutStatus.Paused)]
    [InlineData(RolloutStatus.Stopped)]
    public void What_does_not_run_starts_nothing_and_still_counts(string status)
    {
        var step = RolloutRule.Next(Row() with { Status = status, Pending = 3, Running = 1 }, [Server("srv_1", "failed")], 7);

        Assert.Equal((0, status, 0, 1), (step.Starts, step.After.Status, step.After.Running, step.After.Failed));
    }

    [Fact]
    public void Whatever_ends_otherwise_than_well_is_a_failure_and_what_goes_on_is_none()
    {
        var running = new[] { "succeeded", "failed", "cancelled", "timed_out", "lost", "expired", "queued", "offered", "running", "unknown", null }
            .Select((status, i) => Server($"srv_{i}", status)).ToList();

        var step = RolloutRule.Next(Row() with { Running = running.Count, StopAfterFailures = 100 }, running, 7);

        Assert.Equal((1, 5, 5), (step.After.Succeeded, step.After.Failed, step.After.Running));
        Assert.Equal(["srv_0", "srv_1", "srv_2", "srv_3", "srv_4", "srv_5"], step.Ended.Select(move => move.Server));
        Assert.Equal(["succeeded", "failed"], step.Ended.Take(2).Select(move => move.State));
    }

    [Theory]
    [InlineData(1, 1, "stopped")]
    [InlineData(2, 1, "running")]
    [InlineData(2, 2, "stopped")]
    public void So_many_failures_stop_it(int stopAfter, int failures, string status)
    {
        var running = Enumerable.Range(0, failures).Select(i => Server($"srv_{i}", "failed")).ToList();

        var step = RolloutRule.Next(Row() with { Pending = 5, Running = failures, StopAfterFailures = stopAfter }, running, 7);

        Assert.Equal((status, status == "stopped" ? 0 : 5), (step.After.Status, step.Starts));
        Assert.Equal(status == "stopped", step.After.Message is not null);
    }

    [Fact]
    public void One_failure_among_the_first_stops_it_however_many_may_fail_later()
    {
        var trial = Row() with { Pending = 5, Running = 2, Canary = 2, StopAfterFailures = 50 };

        Assert.Equal("stopped", RolloutRule.Next(trial, [Server("srv_1", "failed"), Server("srv_2", "running")], 7).After.Status);
        Assert.Equal("running", RolloutRule.Next(trial with { Running = 1, Succeeded = 2 }, [Server("srv_1", "failed")], 7).After.Status);
    }

    [Fact]
    public void Failures_that_were_forgiven_do_not_stop_it_again()
    {
        var resumed = Row() with { Pending = 5, Failed = 3, Forgiven = 3 };

        Assert.Equal(("running", 5), RolloutRule.Next(resumed, [], 7) is var step ? (step.After.Status, step.Starts) : default);
        Assert.Equal("stopped", RolloutRule.Next(resumed with { Running = 1 }, [Server("srv_1", "failed")], 7).After.Status);
    }

    [Fact]
    public void Resumed_after_its_first_servers_failed_it_tries_that_many_again()
    {
        var step = RolloutRule.Next(Row() with { Pending = 5, Failed = 1, Succeeded = 1, Forgiven = 1, Canary = 3 }, [], 7);

        Assert.Equal(("running", 2), (step.After.Status, step.Starts));
    }

    [Theory]
    [InlineData("running", "done")]
    [InlineData("paused", "done")]
    [InlineData("stopped", "done")]
    [InlineData("cancelled", "cancelled")]
    public void With_the_last_server_it_is_over_however_that_ended(string before, string after)
    {
        var step = RolloutRule.Next(Row() with { Status = before, Pending = 0, Running = 1 }, [Server("srv_1", "failed")], 7);

        Assert.Equal((after, 7L, 0), (step.After.Status, step.After.FinishedAt!.Value, step.Starts));
    }

    [Theory]
    [InlineData(null, 0, false)]
    [InlineData(null, 4_999, false)]
    [InlineData(null, 5_000, true)]
    [InlineData(null, -5_000, true)]
    [InlineData("queued", 5_000, false)]
    public void A_job_is_missing_some_time_after_its_turn_also_by_a_clock_that_was_ahead(string? status, long age, bool missing) =>
        Assert.Equal(missing, RolloutRule.IsMissing(Server("srv_1", status), 1 + age, RolloutRule.ClaimAge));

    [Theory]
    [InlineData(RolloutStatus.Cancelled, 1)]
    [InlineData(RolloutStatus.Running, 0)]
    [InlineData(RolloutStatus.Paused, 0)]
    [InlineData(RolloutStatus.Stopped, 0)]
    public void A_job_that_nobody_can_still_be_submitting_is_given_up_only_where_the_rollout_is_cancelled(string status, int skipped)
    {
        var step = RolloutRule.Next(Row() with { Status = status, Pending = 1, Running = 1 }, [Server("srv_1", null)], 1 + (long)RolloutRule.LostAge.TotalMilliseconds);

        Assert.Equal((1 - skipped, skipped, skipped), (step.After.Running, step.After.Skipped, step.Ended.Count));
    }

    [Theory]
    [InlineData("cancelled", 5L, "skipped")]
    [InlineData("lost", 9L, "skipped")]
    [InlineData("running", null, "skipped")]
    [InlineData("unknown", null, "skipped")]
    [InlineData(null, null, "skipped")]
    // What had happened before stays what it was.
    [InlineData("failed", 4L, "failed")]
    [InlineData("succeeded", 4L, "succeeded")]
    [InlineData("succeeded", 6L, "succeeded")]
    public void A_server_that_is_removed_meanwhile_is_left_out_and_stops_nothing(string? status, long? finishedAt, string state)
    {
        var server = Server("srv_1", status) with { JobFinishedAt = finishedAt, RemovedAt = 5 };

        var step = RolloutRule.Next(Row() with { Pending = 5, Running = 1, Canary = 1 }, [server], 7);

        Assert.Equal(state, Assert.Single(step.Ended).State);
        Assert.Equal(state == "skipped" ? 1 : 0, step.After.Skipped);
        Assert.Equal(state == "failed" ? "stopped" : "running", step.After.Status);
    }

    [Fact]
    public void An_update_that_a_pin_ended_is_left_out_and_what_somebody_cancelled_is_a_failure()
    {
        var pinned = Server("srv_1", "cancelled") with { JobError = "pinned" };

        var step = RolloutRule.Next(Row() with { Pending = 5, Running = 2, StopAfterFailures = 2 }, [pinned, Server("srv_2", "cancelled")], 7);

        Assert.Equal(("running", 1, 1), (step.After.Status, step.After.Skipped, step.After.Failed));
        Assert.Contains("pinned", step.Ended[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Servers_that_cannot_be_asked_are_left_out_and_another_takes_the_place_of_a_canary()
    {
        var row = RolloutRule.Begun(Row() with { Pending = 5, Canary = 1 }, begun: 0, skipped: 1, now: 7);

        Assert.Equal((4, 1, 1), (row.Pending, row.Skipped, RolloutRule.Next(row, [], 7).Starts));
        Assert.Equal(("done", 7L), RolloutRule.Begun(Row() with { Pending = 2 }, 0, 2, 7) is var over ? (over.Status, over.FinishedAt!.Value) : default);
    }

    private static RunningServer Server(string id, string? status) => new() { ServerId = id, JobId = "job_" + id, ClaimedAt = 1, JobStatus = status };

    private static RolloutRow Row() => new()
    {
        Id = "rol_1", WorkspaceId = "wks_1", Kind = "system.info", Args = "{}", Parallel = 5, Canary = 0, StopAfterFailures = 1, UserId = "usr_1",
        CallerName = "a@example.com", Status = RolloutStatus.Running, CreatedAt = 1,
    };
}
