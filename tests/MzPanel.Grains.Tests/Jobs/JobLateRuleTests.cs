using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>How a job ends, and how <c>lost</c> gives way to the truth (delivery.md, "States of a job"; I3).</summary>
public sealed class JobLateRuleTests
{
    [Fact]
    public void A_result_carries_what_the_agent_said()
    {
        var ended = JobLifecycle.Ended(Given.Job(JobStatus.Running), Given.End(exitCode: 3) with { Result = "{\"a\":1}", ErrorCode = "x", ErrorMessage = "y" }, Given.Now)!;

        Assert.Equal((JobStatus.Failed, 3, 1234L, 7L), (ended.Status, ended.ExitCode, ended.DurationMs, ended.LastSeq));
        Assert.Equal(("{\"a\":1}", "x", "y"), (ended.Result, ended.ErrorCode, ended.ErrorMessage));
        Assert.Equal((Given.Now, Given.Started, null), (ended.FinishedAt, ended.StartedAt, ended.LaneSlot));
    }

    [Fact]
    public void A_late_result_leaves_no_trace_of_the_loss()
    {
        var ended = JobLifecycle.Ended(Given.Job(JobStatus.Lost), Given.End(), Given.Now)!;

        Assert.Equal((JobStatus.Succeeded, null, null, Given.Now), (ended.Status, ended.ErrorCode, ended.ErrorMessage, ended.FinishedAt));
    }

    [Fact]
    public void A_late_result_of_an_abandoned_job_frees_its_lane()
    {
        var ended = JobLifecycle.Ended(Given.Job(Given.Abandoned), Given.End(JobOutcome.Cancelled, 143), Given.Now)!;

        Assert.Equal((JobStatus.Cancelled, null, null), (ended.Status, ended.LaneSlot, ended.AbandonedUntil));
    }

    [Fact]
    public void A_late_result_beats_the_further_attempt_that_still_waits()
    {
        var ended = JobLifecycle.Ended(Given.Job(Given.Waiting), Given.End(), Given.Now)!;

        Assert.Equal((JobStatus.Succeeded, 1), (ended.Status, ended.Attempt));
        Assert.Null(JobLifecycle.Offer(ended, "cmd-2", Given.Terms, Given.Now));
    }

    [Fact]
    public void Lost_gives_way_to_running_under_the_epoch_of_the_hello()
    {
        var alive = JobLifecycle.Revived(Given.Job(JobStatus.Lost), Given.NewEpoch, Given.Now)!;

        Assert.Equal((JobStatus.Running, Given.NewEpoch, Given.Started), (alive.Status, alive.Epoch, alive.StartedAt));
        Assert.Equal((null, null, null), (alive.FinishedAt, alive.ErrorCode, alive.ErrorMessage));
        Assert.Equal((1, Given.Command, 7L), (alive.Attempt, alive.CommandId, alive.LogEnd));
    }

    [Fact]
    public void The_outcome_that_beat_a_loss_is_final()
    {
        var ended = JobLifecycle.Ended(Given.Job(JobStatus.Lost), Given.End(), Given.Now)!;

        Assert.Null(JobLifecycle.Ended(ended, Given.End(exitCode: 1), Given.Now + 1));
        Assert.Null(JobLifecycle.Revived(ended, Given.NewEpoch, Given.Now + 1));
        Assert.Null(JobLifecycle.Lost(ended, Given.Now + 1));
    }

    [Theory]
    [InlineData(JobOutcome.Exited, 0, JobStatus.Succeeded)]
    [InlineData(JobOutcome.Exited, 2, JobStatus.Failed)]
    public void Exited_after_a_cancel_is_what_the_exit_code_says(string outcome, int exitCode, string expected)
    {
        var asked = JobLifecycle.CancelRequested(Given.Job(JobStatus.Running), Given.Now)!;

        Assert.Equal(expected, JobLifecycle.Ended(asked, Given.End(outcome, exitCode), Given.Now)!.Status);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("oom", "Killed.")]
    public void Interrupted_fails_with_that_code(string? code, string? message)
    {
        var ended = JobLifecycle.Ended(
            Given.Job(JobStatus.Running), Given.End(JobOutcome.Interrupted, 0) with { ErrorCode = code, ErrorMessage = message }, Given.Now)!;

        Assert.Equal((JobStatus.Failed, "interrupted"), (ended.Status, ended.ErrorCode));
        Assert.NotNull(ended.ErrorMessage);
    }

    [Fact]
    public void A_result_that_overtakes_its_ack_started_when_it_was_offered()
    {
        var ended = JobLifecycle.Ended(Given.Job(JobStatus.Offered), Given.End(), Given.Now)!;

        Assert.Equal((JobStatus.Succeeded, Given.Offered), (ended.Status, ended.StartedAt));
    }

    [Fact]
    public void A_result_fixes_the_end_of_the_log_whether_its_lines_are_here_or_not()
    {
        var ended = JobLifecycle.Ended(Given.Job(JobStatus.Running), Given.End(lastSeq: 9), Given.Now)!;

        Assert.Equal((9L, 7L, false), (ended.LastSeq, ended.LogEnd, ended.LogComplete));
        Assert.True((ended with { LogEnd = 9 }).LogComplete);
    }

    [Fact]
    public void A_result_cuts_off_no_line_that_is_durable() =>
        Assert.Equal(7, JobLifecycle.Ended(Given.Job(JobStatus.Running), Given.End(lastSeq: 2), Given.Now)!.LastSeq);

    [Fact]
    public void The_first_start_counts()
    {
        var first = JobLifecycle.Started(Given.Job(JobStatus.Offered), Given.Now)!;
        var again = JobLifecycle.Started(Given.Job(JobStatus.Unknown), Given.Now)!;

        Assert.Equal((Given.Now, Given.Started), (first.StartedAt, again.StartedAt));
    }
}
