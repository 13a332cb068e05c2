using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Sites;

/// <summary>A site and the jobs about it say the same, at whatever instant the silo dies.</summary>
public sealed class SiteKillTests
{
    private static readonly string[] Lines = ["one"];

    private static int Kills => Environment.GetEnvironmentVariable("MZ_LONG") == "1" ? 60 : 8;

    [Fact]
    public async Task Sites_follow_their_jobs_over_kills_at_random_points()
    {
        var seed = (int)Stopwatch.GetTimestamp();
        var random = new Random(seed);
        await using var server = await ForeignServer.StartAsync(Lines);
        var (silo, owner, serverId) = (server.Silo, server.Owner, server.Id);
        var sites = new List<(string Site, string Making)>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var enough = new CancellationTokenSource();
            var asking = AskAsync(owner, serverId, kill, sites, enough.Token);
            // The first request of a process takes what a busy box makes of it.
            var before = sites.Count;
            await Until.Async(() => Task.FromResult(sites.Count > before));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 400)), TimeProvider.System);
            await silo.KillAsync();
            await enough.CancelAsync();
            await asking;
            await silo.StartAsync();
        }
        Assert.True(sites.Count >= Kills, $"seed {seed}: only {sites.Count} sites were accepted");
        foreach (var (site, making) in sites)
            Assert.Equal("succeeded", (await owner.EndedAsync(making)).GetProperty("status").GetString());
        var wrong = await WrongAsync(owner, sites.Select(s => s.Site));
        Assert.True(wrong.Count == 0, $"seed {seed}: {string.Join(", ", wrong)}");
    }

    /// <summary>Every site, also of requests whose answer was lost: it has one job that made it, and both say the same.</summary>
    private static async Task<List<string>> WrongAsync(Owner owner, IEnumerable<string> accepted)
    {
        var (wrong, missing) = (new List<string>(), accepted.ToHashSet());
        for (var cursor = ""; ;)
        {
            var page = await owner.GetAsync($"/v1/sites?limit=200{cursor}");
            foreach (var site in page.GetProperty("data").EnumerateArray())
            {
                var id = site.GetProperty("id").GetString()!;
                missing.Remove(id);
                var jobs = (await owner.GetAsync($"/v1/jobs?site_id={id}")).GetProperty("data").EnumerateArray().ToList();
                var ended = await owner.EndedAsync(jobs[0].GetProperty("id").GetString()!);
                if (jobs.Count != 1 || ended.GetProperty("status").GetString() != "succeeded"
                    || (await owner.GetAsync($"/v1/sites/{id}")).GetProperty("status").GetString() != "active")
                    wrong.Add($"{id} with {jobs.Count} jobs is {site}");
            }
            if (page.GetProperty("next_cursor").ValueKind == JsonValueKind.Null)
                return [.. wrong, .. missing.Select(id => $"{id} is gone")];
            cursor = $"&cursor={page.GetProperty("next_cursor").GetString()}";
        }
    }

    /// <summary>Asks for sites until stopped; only a 202 counts as accepted.</summary>
    private static async Task AskAsync(Owner owner, string serverId, int round, List<(string, string)> sites, CancellationToken enough)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++)
        {
            try
            {
                var body = new JsonObject { ["server_id"] = serverId, ["domain"] = $"r{round}-n{n}.example", ["kind"] = "static" };
                using var answer = await owner.Http.PostAsJsonAsync("/v1/sites", body, CancellationToken.None);
                if (answer.StatusCode != HttpStatusCode.Accepted)
                    continue;
                var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
                sites.Add((accepted.GetProperty("site").GetProperty("id").GetString()!, accepted.GetProperty("job").GetProperty("id").GetString()!));
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
            {
                return;
            }
        }
    }
}
