using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>
/// What delivery.md promises, looked at from outside: every accepted job has ended as its work said, no command was started
/// twice, what is read of a log is what was written, and each transition has its audit row.
/// </summary>
internal sealed class Verdict(RoundRobinClient client, ExecutionLedger ledger, string database)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(90);

    private const string Unaudited = """
        SELECT j.id, j.version, (SELECT count(*) FROM audit a WHERE a.job_id = j.id) FROM jobs j
        WHERE j.version <> (SELECT count(*) FROM audit a WHERE a.job_id = j.id) LIMIT 10
        """;

    private readonly ConcurrentQueue<string> problems = new();

    /// <summary>Everything that is not as promised, in words.</summary>
    public async Task<IReadOnlyCollection<string>> ProblemsAsync(AcceptedJobs accepted)
    {
        using var limit = new CancellationTokenSource(EndLimit);
        await Parallel.ForEachAsync(accepted.All, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (job, _) =>
        {
            if (await EndedAsync(job.Key, limit.Token) is { } row)
                await JudgeAsync(job.Key, job.Value.Work, row);
            else
                problems.Enqueue($"{job.Key}, accepted at {job.Value.At:O}, has not ended: {await client.AnswerAsync($"/v1/jobs/{job.Key}")}");
        });
        foreach (var twice in ledger.Starts().GroupBy(s => (s.JobId, s.Attempt)).Where(g => g.Count() > 1))
            problems.Enqueue($"{twice.Key} was started {twice.Count()} times");
        await AuditAsync();
        return problems;
    }

    private async Task JudgeAsync(string jobId, SimWork work, JsonElement job)
    {
        var wanted = work.Exit == 0 ? "succeeded" : "failed";
        if (job.GetProperty("status").GetString() != wanted || job.GetProperty("exit_code").GetInt32() != work.Exit)
            problems.Enqueue($"{jobId} was to end as {wanted}: {job}");
        var read = await client.TextAsync($"/v1/jobs/{jobId}/logs.txt");
        if (read != ledger.TextOf(jobId))
            problems.Enqueue($"{jobId}: read {read.Length} characters of log, written {ledger.TextOf(jobId).Length}");
    }

    private async Task<JsonElement?> EndedAsync(string jobId, CancellationToken limit)
    {
        while (!limit.IsCancellationRequested)
        {
            if (await client.GetAsync($"/v1/jobs/{jobId}") is { } job && job.TryGetProperty("finished_at", out _) && job.GetProperty("log").GetProperty("complete").GetBoolean())
                return job;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
        return null;
    }

    private async Task AuditAsync()
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(Unaudited);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            problems.Enqueue($"{rows.GetString(0)} is at version {rows.GetInt64(1)} and has {rows.GetInt64(2)} audit rows");
    }
}
