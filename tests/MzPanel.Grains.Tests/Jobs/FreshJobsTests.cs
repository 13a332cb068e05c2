using Microsoft.Extensions.Time.Testing;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

public sealed class FreshJobsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly JobRow job = Given.Job(JobStatus.Running);

    private FreshJobs Fresh => field ??= new FreshJobs(time);

    [Fact]
    public void The_newest_row_is_handed_out_once()
    {
        Fresh.Put(job);
        Fresh.Put(job with { Version = 7 });

        Assert.Equal(7, Fresh.Take(job.Id)!.Version);
        Assert.Null(Fresh.Take(job.Id));
    }

    [Fact]
    public void What_may_not_be_stored_is_not_handed_out()
    {
        Fresh.Put(job);
        Fresh.Forget(job.Id);

        Assert.Null(Fresh.Take(job.Id));
    }

    [Fact]
    public void An_old_row_is_not_handed_out()
    {
        Fresh.Put(job);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(Fresh.Take(job.Id));
    }

    [Fact]
    public void A_large_row_takes_the_older_one_away_and_is_not_kept()
    {
        Fresh.Put(job);
        Fresh.Put(job with { Result = new string('x', 5000) });

        Assert.Null(Fresh.Take(job.Id));
    }

    [Fact]
    public void However_many_are_put_a_row_is_that_of_its_job()
    {
        for (var i = 0; i < 5000; i++)
            Fresh.Put(job with { Id = $"job_{i}" });

        var found = Enumerable.Range(0, 5000).Select(i => Fresh.Take($"job_{i}")?.Id == $"job_{i}").Count(there => there);
        Assert.InRange(found, 1, 1024);
    }
}
