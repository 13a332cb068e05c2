using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Testing;
using Npgsql;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Schedules and rollouts while silos die: exactly one job for each server, and nothing stands still.</summary>
[Collection(FaultRuns.Name)]
public sealed class OrderLossTests
{
    private const int Agents = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly SimWork Work = new("rollout", 10, 1500, 0);

    [Fact]
    public async Task A_rollout_goes_on_when_silos_are_killed_and_asks_each_server_once()
    {
        await using var bench = await FaultBench.StartAsync(3, Agents, Seeds.Next());
        var servers = bench.Fleet.Agents.Select(agent => agent.ServerId).ToList();
        var made = await bench.Client.PostAsync("/v1/rollouts", new JsonObject
        {
            ["server_ids"] = new JsonArray([.. servers.Select(id => (JsonNode)id)]), ["kind"] = SimWork.Kind, ["args"] = Work.Args(), ["parallel"] = 4, ["canary"] = 1,
        }, HttpStatusCode.Accepted);
        var path = "/v1/rollouts/" + made!.Value.GetProperty("rollout").GetProperty("id").GetString();

        // One after the other, until one is left: both while it is in the middle.
        foreach (var (silo, after) in bench.Silos.Zip([2, 6]))
        {
            await Until.Async(async () => await CountAsync(bench, path, "succeeded") >= after, limit: Limit);
            await silo.KillAsync();
        }
        Assert.True(await CountAsync(bench, path, "pending") > 0, "The rollout was over before the silos were killed.");
        await Task.WhenAll(bench.Silos.Take(2).Select(silo => silo.StartAsync()));
        await Until.Async(async () => await bench.Client.GetAsync(path) is { } row && row.GetProperty("status").GetString() != "running", limit: Limit);

        var rollout = (await bench.Client.GetAsync(path))!.Value;
        Assert.True(rollout.GetProperty("status").GetString() == "done", rollout.GetRawText());
        Assert.Equal($$"""{"servers":{{Agents}},"pending":0,"running":0,"succeeded":{{Agents}},"failed":0,"skipped":0}""", rollout.GetProperty("summary").GetRawText());
        var jobs = (await bench.Client.GetAsync(path + "/jobs?limit=200"))!.Value.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(servers.Order(), jobs.Select(job => job.GetProperty("server_id").GetString()!).Order());
        // Outside the product's own books: each was started once, and no other of that work.
        var started = bench.Ledger.Starts().Select(start => start.JobId).ToList();
        Assert.All(jobs, job => Assert.Single(started, job.GetProperty("id").GetString()));
        Assert.Equal(Agents, await CountJobsAsync(bench));
    }

    [Fact]
    public async Task A_schedule_that_was_due_while_no_silo_ran_runs_once_afterwards()
    {
        await using var bench = await FaultBench.StartAsync(3, 1, Seeds.Next());
        var server = bench.Fleet.Agents[0].ServerId;
        var made = await bench.Client.PostAsync("/v1/schedules", new JsonObject
        {
            ["name"] = "new year", ["server_id"] = server, ["kind"] = SimWork.Kind, ["args"] = Work.Args(), ["cron"] = "0 0 1 1 *", ["time_zone"] = "Europe/Berlin",
        }, HttpStatusCode.Created);
        var id = made!.Value.GetProperty("id").GetString()!;

        await Task.WhenAll(bench.Silos.Select(silo => silo.KillAsync()));
        // Five years pass, of which it missed each new year.
        await using var source = NpgsqlDataSource.Create(bench.Database);
        await using (var command = source.CreateCommand($"UPDATE schedules SET next_run_at = next_run_at - 157784630000 WHERE id = '{id}'"))
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        await Task.WhenAll(bench.Silos.Select(silo => silo.StartAsync()));

        JsonElement? schedule = null;
        await Until.Async(async () => (schedule = await bench.Client.GetAsync("/v1/schedules/" + id)) is { } row && row.TryGetProperty("last_run", out _), limit: Limit);
        await Until.Async(async () => await CountJobsAsync(bench) > 0 && bench.Ledger.Starts().Any(start => bench.Ledger.TextOf(start.JobId).StartsWith("rollout", StringComparison.Ordinal)), limit: Limit);

        Assert.Equal(1, schedule!.Value.GetProperty("last_run").GetProperty("jobs").GetInt32());
        Assert.True(schedule.Value.GetProperty("next_run_at").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
        Assert.Equal(1, await CountJobsAsync(bench));
    }

    private static async Task<int> CountAsync(FaultBench bench, string path, string member)
    {
        JsonElement? row = null;
        await Until.Async(async () => (row = await bench.Client.GetAsync(path)) is not null, limit: Limit);
        return row!.Value.GetProperty("summary").GetProperty(member).GetInt32();
    }

    private static async Task<long> CountJobsAsync(FaultBench bench)
    {
        await using var source = NpgsqlDataSource.Create(bench.Database);
        await using var command = source.CreateCommand("SELECT count(*) FROM jobs WHERE args LIKE '%\"say\":\"rollout\"%'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
