using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>When a further attempt is made by itself, and what an attempt begins with (delivery.md, "The promise").</summary>
public sealed class JobAttemptTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(17);

    [Fact]
    public void An_offer_begins_an_attempt_with_its_own_command_and_a_clean_log()
    {
        var before = Given.Job(Given.Waiting) with { LastSeq = 3, LogConflict = true };
        var offered = JobLifecycle.Offer(before, "cmd-2", new OfferTerms(9, 2), Given.Now)!;

        Assert.Equal((2, "cmd-2", 9L, 2), (offered.Attempt, offered.CommandId, offered.Epoch, offered.LaneSlot));
        Assert.Equal((Given.Now, null, 0L, null, false), (offered.OfferedAt, offered.StartedAt, offered.LogEnd, offered.LastSeq, offered.LogConflict));
    }

    [Fact]
    public void Busy_keeps_the_place_frees_the_lane_and_pauses()
    {
        var back = Busy(Given.Job(JobStatus.Offered))!;

        Assert.Equal((JobStatus.Queued, 41L, null, Given.Deadline), (back.Status, back.Place, back.LaneSlot, back.QueueDeadline));
        Assert.Equal(Given.Now + 17_000, back.NotBefore);
        Assert.Null(JobLifecycle.Offer(back, "cmd-2", Given.Terms, back.NotBefore - 1));
        Assert.Equal(2, JobLifecycle.Offer(back, "cmd-2", Given.Terms, back.NotBefore)!.Attempt);
    }

    [Fact]
    public void A_busy_attempt_is_over_and_nothing_brings_it_back()
    {
        var back = Busy(Given.Job(JobStatus.Offered))!;

        Assert.Null(JobLifecycle.Ended(back, Given.End(), Given.Now));
        Assert.Null(JobLifecycle.Revived(back, Given.NewEpoch, Given.Now));
        Assert.Null(JobLifecycle.Started(back, Given.Now));
    }

    [Fact]
    public void Busy_after_a_cancel_is_cancelled()
    {
        var asked = JobLifecycle.CancelRequested(Given.Job(JobStatus.Offered), Given.Now)!;

        Assert.Equal((JobStatus.Cancelled, Given.Now), (Busy(asked)!.Status, Busy(asked)!.FinishedAt));
    }

    [Fact]
    public void Busy_does_not_lengthen_the_time_in_the_queue()
    {
        var back = Busy(Given.Job(JobStatus.Offered))!;

        Assert.Equal(JobStatus.Expired, JobLifecycle.Expired(back, Given.Deadline)!.Status);
    }

    [Theory]
    [InlineData(Nack.PolicyDenied, "no", JobStatus.Failed, Nack.PolicyDenied, "no")]
    [InlineData(Nack.Expired, "late", JobStatus.Expired, Nack.Expired, "late")]
    [InlineData(null, null, JobStatus.Failed, "refused", "The agent refused the command.")]
    public void Another_refusal_ends_the_job_with_its_code(string? code, string? message, string status, string expectedCode, string expectedMessage)
    {
        var ended = JobLifecycle.Refused(Given.Job(JobStatus.Offered), code, message, Given.Now, Wait)!;

        Assert.Equal((status, expectedCode, expectedMessage, null), (ended.Status, ended.ErrorCode, ended.ErrorMessage, ended.LaneSlot));
    }

    [Fact]
    public void Lost_is_tried_again_only_where_the_job_asked_for_it()
    {
        var lost = Given.Job(JobStatus.Lost);

        Assert.Null(JobLifecycle.TriedAgain(lost, Given.Now));
        Assert.Equal(JobStatus.Queued, JobLifecycle.TriedAgain(lost with { AutoRetry = true }, Given.Now)!.Status);
    }

    [Theory]
    [MemberData(nameof(NotLost))]
    public void Nothing_but_lost_is_tried_again(string state) =>
        Assert.Null(JobLifecycle.TriedAgain(Given.Job(state) with { AutoRetry = true }, Given.Now));

    public static TheoryData<string> NotLost() => [.. Given.Everything.Except([JobStatus.Lost])];

    [Fact]
    public void A_job_that_was_to_be_stopped_is_not_tried_again() =>
        Assert.Null(JobLifecycle.TriedAgain(Given.Job(JobStatus.Lost) with { AutoRetry = true, CancelRequestedAt = Given.Lost }, Given.Now));

    [Fact]
    public void A_further_attempt_keeps_the_place_and_has_the_whole_queue_ttl_again()
    {
        var again = JobLifecycle.TriedAgain(Given.Job(JobStatus.Lost) with { AutoRetry = true }, Given.Now)!;

        Assert.Equal((41L, Given.Now + Given.Ttl), (again.Place, again.QueueDeadline));
        Assert.Equal((null, null, null), (again.FinishedAt, again.ErrorCode, again.ErrorMessage));
    }

    [Fact]
    public void Until_the_further_attempt_is_offered_the_lost_one_is_still_listened_to()
    {
        var again = JobLifecycle.TriedAgain(Given.Job(JobStatus.Lost) with { AutoRetry = true }, Given.Now)!;

        Assert.Equal((Given.Command, 1), (again.CommandId, again.Attempt));
        Assert.Equal(JobStatus.Running, JobLifecycle.Revived(again, Given.NewEpoch, Given.Now)!.Status);
    }

    [Fact]
    public void A_command_that_kills_its_server_is_not_tried_for_ever()
    {
        var job = Given.Job(JobStatus.Queued) with { AutoRetry = true };
        for (var now = Given.Created; JobLifecycle.Offer(job, $"cmd-{now}", Given.Terms, now) is { } offered && offered.Attempt < 100; now++)
            job = JobLifecycle.TriedAgain(JobLifecycle.Lost(offered, now)!, now) ?? JobLifecycle.Lost(offered, now)!;

        Assert.Equal((JobStatus.Lost, JobLifecycle.MaxAttempts), (job.Status, job.Attempt));
    }

    private static JobRow? Busy(JobRow job) => JobLifecycle.Refused(job, Nack.Busy, "later", Given.Now, Wait);
}
