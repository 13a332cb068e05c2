using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Jobs;

/// <summary>A 202 survives kill -9 of the silo at any later instant (issue 2, "Bad input and bad luck").</summary>
public sealed class KillTests
{
    private static readonly string[] Lines = ["one", "two", "three"];

    private static int Kills => Environment.GetEnvironmentVariable("MZ_LONG") == "1" ? 100 : 20;

    [Fact]
    public async Task Every_accepted_job_ends_exactly_once_over_kills_at_random_points()
    {
        var seed = (int)Stopwatch.GetTimestamp();
        var random = new Random(seed);
        await using var server = await ForeignServer.StartAsync(Lines);
        var (silo, owner, serverId) = (server.Silo, server.Owner, server.Id);
        var accepted = new List<string>();
        // On a busy machine a round may be over before the silo has accepted anything.
        for (var kill = 0; kill < Kills || (accepted.Count < Kills && kill < 4 * Kills); kill++)
        {
            using var enough = new CancellationTokenSource();
            var submitting = SubmitAsync(owner, serverId, accepted, enough.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 600)), TimeProvider.System);
            await silo.KillAsync();
            await enough.CancelAsync();
            await submitting;
            Assert.Equal("ok", Check(Path.Combine(server.DataDirectory, Directory.GetFiles(server.DataDirectory, "*.db")[0])));
            await silo.StartAsync();
        }
        Assert.True(accepted.Count >= Kills, $"seed {seed}: only {accepted.Count} jobs were accepted");
        foreach (var jobId in accepted)
        {
            var job = await owner.EndedAsync(jobId);
            Assert.True(job.GetProperty("status").GetString() == "succeeded", $"seed {seed}: {job}");
        }
        Assert.True(server.Agent.Ledger.GroupBy(s => s).All(g => g.Count() == 1), $"seed {seed}: a command was started twice");
        await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{accepted[^1]}")).GetProperty("log").GetProperty("complete").GetBoolean());
        Assert.Equal("one\ntwo\nthree\n", await owner.Http.GetStringAsync($"/v1/jobs/{accepted[^1]}/logs.txt"));
    }

    /// <summary>Asks for jobs until stopped; only a 202 counts as accepted.</summary>
    private static async Task SubmitAsync(Owner owner, string serverId, List<string> accepted, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                using var answer = await owner.Http.PostAsJsonAsync($"/v1/servers/{serverId}/jobs", new JsonObject { ["kind"] = "system.info", ["args"] = new JsonObject() }, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    accepted.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty("job").GetProperty("id").GetString()!);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
            {
                return;
            }
        }
    }

    private static string? Check(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
