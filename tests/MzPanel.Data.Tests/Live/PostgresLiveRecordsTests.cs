using Dapper;
using MzPanel.Data.Jobs;
using MzPanel.Data.Live;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Live;

/// <summary>Where several silos write, transactions end in any order and any of them may stand still.</summary>
public sealed class PostgresLiveRecordsTests() : LiveRecordsTests(postgres: true)
{
    private const string Insert = "INSERT INTO live_changes (workspace_id, at, kind, subject_id) VALUES (@workspace, 1, 'job', @subject)";

    private LiveRecords Live => new(Database);

    [Fact]
    public async Task A_transaction_that_began_first_and_ends_last_is_told_behind_those_that_overtook_it()
    {
        var workspace = await Seed.WorkspaceAsync();
        await using var slow = await Database.ReadAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await slow.ExecuteAsync(Insert, new { workspace, subject = "slow" }, transaction);
        await ExecuteAsync(Insert.Replace("@workspace", $"'{workspace}'", StringComparison.Ordinal).Replace("@subject", "'fast'", StringComparison.Ordinal));

        Assert.Equal(["fast"], await SubjectsAsync(workspace, 0));
        await transaction.CommitAsync();
        Assert.Equal(["slow"], await SubjectsAsync(workspace, 1));
    }

    [Fact]
    public async Task What_is_swept_while_it_is_numbered_is_either_read_or_a_gap()
    {
        var server = await Seed.ServerAsync();
        var start = await Live.NowAsync(server.WorkspaceId);
        for (var i = 0; i < 300; i++)
            await Seed.JobAsync(server);
        await Task.WhenAll(
            Task.Run(async () => { while (await Live.SweepAsync(long.MaxValue, 7)) { } }),
            Task.Run(async () => { for (var i = 0; i < 50; i++) await Live.ReadAsync(server.WorkspaceId, start, 10); }));
        Assert.True((await Live.ReadAsync(server.WorkspaceId, start, 1000)).IsBroken);
        var now = await Live.NowAsync(server.WorkspaceId);
        var job = await Seed.JobAsync(server);
        Assert.Equal([job.Id], await SubjectsAsync(server.WorkspaceId, now));
    }

    [Fact]
    public async Task Eight_writers_on_two_silos_and_no_reader_misses_a_change()
    {
        const int Writers = 8;
        const int Jobs = 60;
        await using var other = await Database.OpenAsync(Records.Options, TimeProvider.System, TestContext.Current.CancellationToken);
        var workspace = await Seed.WorkspaceAsync();
        using var over = new CancellationTokenSource();
        var readers = new[] { Database, other, Database, other }.Select(silo => Task.Run(() => FollowAsync(new LiveRecords(silo), workspace, over.Token))).ToArray();

        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => Task.Run(() => WriteAsync(i % 2 == 0 ? Database : other, workspace, Jobs))));
        await over.CancelAsync();

        var expected = written.SelectMany(ids => ids).Order().ToArray();
        Assert.Equal(Writers * (2 * Jobs + 1), expected.Length);
        foreach (var seen in await Task.WhenAll(readers))
        {
            Assert.Equal(expected, seen.Select(change => change.SubjectId).Order());
            Assert.Equal(Enumerable.Range(1, expected.Length).Select(n => (long)n), seen.Select(change => change.Seq));
        }
    }

    // Each id as often as it changed.
    private static async Task<List<string>> WriteAsync(Database silo, string workspace, int jobs)
    {
        var seed = new Seed(silo);
        var server = await seed.ServerAsync(workspace);
        var told = new List<string> { server.Id };
        for (var i = 0; i < jobs; i++)
        {
            var job = await seed.JobAsync(server);
            Assert.True(await new JobRecords(silo).MoveAsync(job, job with { Status = JobStatus.Cancelled, ChangedAt = 1, FinishedAt = 1 }, Seed.Entry(workspace, "job.cancel"), null));
            told.AddRange([job.Id, job.Id]);
        }
        return told;
    }

    private static async Task<List<LiveChange>> FollowAsync(LiveRecords live, string workspace, CancellationToken over)
    {
        var seen = new List<LiveChange>();
        while (true)
        {
            var last = over.IsCancellationRequested;
            var page = await live.ReadAsync(workspace, seen.Count, 50);
            Assert.False(page.IsBroken);
            seen.AddRange(page.Changes);
            if (last && page.Changes.Count == 0)
                return seen;
        }
    }
}
