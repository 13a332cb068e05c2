using MzPanel.Data.Jobs;
using MzPanel.Data.Storage;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Jobs;

/// <summary>What a job costs does not grow with the past of its server: SQLite's planner says by which index it looks.</summary>
public sealed class JobPlansTests() : RecordsTest(postgres: false)
{
    private static readonly string[] OfThePast = ["SCAN jobs", "SCAN w", "SCAN q", "SCAN j ", "jobs_of_server", "jobs_place", "jobs_of_workspace"];

    [Fact]
    public async Task To_make_and_offer_one_reads_no_past_jobs()
    {
        var server = await Seed.ServerAsync();
        var job = Seed.NewJob(server);
        var audit = Seed.Entry(server.WorkspaceId, "job.create");
        var offer = new FirstOffer(job with { Status = JobStatus.Offered, Attempt = 1, CommandId = "c", LaneSlot = 0 }, audit);
        foreach (var statement in JobSql.Create(job, audit, key: null, maxQueued: 10, offer, site: null, now: 1).Statements)
            await LooksAtFewAsync(statement.Sql);
    }

    [Fact]
    public Task To_read_a_queue_reads_no_past_jobs() => LooksAtFewAsync(JobSql.SelectUnsettled);

    private async Task LooksAtFewAsync(string sql)
    {
        await using var connection = await Database.ReadAsync();
        using var explain = connection.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in new StatementText(sql).Names)
        {
            var value = explain.CreateParameter();
            (value.ParameterName, value.Value) = ("@" + name, DBNull.Value);
            explain.Parameters.Add(value);
        }
        await using var plan = await explain.ExecuteReaderAsync();
        while (await plan.ReadAsync())
            Assert.DoesNotContain(OfThePast, past => plan.GetString(3).Contains(past, StringComparison.Ordinal));
    }
}
