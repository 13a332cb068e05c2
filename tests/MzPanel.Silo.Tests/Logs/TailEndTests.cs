using Microsoft.Extensions.Time.Testing;
using MzPanel.Data.Jobs;
using MzPanel.Silo.Logs;

namespace MzPanel.Silo.Tests.Logs;

public sealed class TailEndTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(JobStatus.Queued)]
    [InlineData(JobStatus.Offered)]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Unknown)]
    public void A_job_that_may_still_write_keeps_its_viewers_however_long_it_is_silent(string status)
    {
        var end = new TailEnd(time);
        var job = LogMergeTests.Job() with { Status = status, LogEnd = 3 };

        Assert.False(end.Reached(job, 3));
        time.Advance(TimeSpan.FromHours(5));
        Assert.False(end.Reached(job, 3));
    }

    [Fact]
    public void A_job_that_ended_with_its_whole_log_shown_is_over_at_once()
    {
        var job = LogMergeTests.Job() with { Status = JobStatus.Succeeded, StartedAt = 1, LogEnd = 3, LastSeq = 3 };

        Assert.True(new TailEnd(time).Reached(job, 3));
        Assert.False(new TailEnd(time).Reached(job, 2));
    }

    [Fact]
    public void A_lost_job_is_over_at_once() =>
        Assert.True(new TailEnd(time).Reached(LogMergeTests.Job() with { Status = JobStatus.Lost, StartedAt = 1 }, 0));

    [Theory]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Expired)]
    [InlineData(JobStatus.Failed)]
    public void A_job_that_never_started_has_no_log_to_wait_for(string status) =>
        Assert.True(new TailEnd(time).Reached(LogMergeTests.Job() with { Status = status }, 0));

    [Fact]
    public void Lines_that_do_not_come_are_waited_for_60_seconds_after_the_last_one()
    {
        var end = new TailEnd(time);
        var job = LogMergeTests.Job() with { Status = JobStatus.Failed, StartedAt = 1, LogEnd = 3, LastSeq = 9 };

        Assert.False(end.Reached(job, 3));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(end.Reached(job, 3));
        end.Heard();
        Assert.False(end.Reached(job, 4));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(end.Reached(job, 4));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(end.Reached(job, 4));
    }

    [Fact]
    public void Silence_before_the_end_does_not_count()
    {
        var end = new TailEnd(time);
        var job = LogMergeTests.Job() with { Status = JobStatus.Running, StartedAt = 1 };

        Assert.False(end.Reached(job, 0));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(end.Reached(job with { Status = JobStatus.Succeeded }, 0));
    }
}
