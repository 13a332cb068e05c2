using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>Cancel and abandon (delivery.md, "States of a job"; rest-api.md, section 4).</summary>
public sealed class JobCancelTests
{
    [Theory]
    [InlineData(JobStatus.Queued)]
    [InlineData(Given.Waiting)]
    public void A_waiting_job_is_cancelled_at_once(string state)
    {
        var ended = JobLifecycle.CancelRequested(Given.Job(state), Given.Now)!;

        Assert.Equal((JobStatus.Cancelled, Given.Now, Given.Now), (ended.Status, ended.FinishedAt, ended.CancelRequestedAt));
    }

    [Theory]
    [InlineData(JobStatus.Offered)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Unknown)]
    public void A_started_job_is_asked_once_and_keeps_its_lane_until_the_outcome(string state)
    {
        var asked = JobLifecycle.CancelRequested(Given.Job(state), Given.Now)!;

        Assert.Equal(Given.Job(state) with { CancelRequestedAt = Given.Now }, asked);
        Assert.Null(JobLifecycle.CancelRequested(asked, Given.Now + 1));
    }

    [Theory]
    [InlineData(JobStatus.Offered)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Unknown)]
    public void Abandon_is_lost_at_once_and_holds_the_lane_for_a_minute(string state)
    {
        var gone = JobLifecycle.Abandoned(Given.Job(state), Given.Now)!;

        Assert.Equal((JobStatus.Lost, 0, Given.Now + 60_000), (gone.Status, gone.LaneSlot, gone.AbandonedUntil));
        Assert.Equal((Given.Now, Given.Now), (gone.FinishedAt, gone.CancelRequestedAt));
    }

    [Fact]
    public void Abandon_after_a_cancel_keeps_when_the_cancel_was_asked()
    {
        var asked = JobLifecycle.CancelRequested(Given.Job(JobStatus.Running), Given.Started)!;

        Assert.Equal(Given.Started, JobLifecycle.Abandoned(asked, Given.Now)!.CancelRequestedAt);
    }

    [Fact]
    public void When_the_hold_is_over_the_lane_is_free_and_the_job_stays_lost()
    {
        var freed = JobLifecycle.Freed(Given.Job(Given.Abandoned))!;

        Assert.Equal((JobStatus.Lost, null, null), (freed.Status, freed.LaneSlot, freed.AbandonedUntil));
    }

    [Fact]
    public void An_abandoned_job_that_lives_has_its_lane_and_is_still_to_be_stopped()
    {
        var alive = JobLifecycle.Revived(Given.Job(Given.Abandoned), Given.NewEpoch, Given.Now)!;

        Assert.Equal((JobStatus.Running, 0, null, Given.Lost), (alive.Status, alive.LaneSlot, alive.AbandonedUntil, alive.CancelRequestedAt));
    }

    [Fact]
    public void A_loss_frees_the_lane() => Assert.Null(JobLifecycle.Lost(Given.Job(JobStatus.Unknown), Given.Now)!.LaneSlot);
}
