using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MzPanel.Silo.Tests.Agents;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Telemetry;

/// <summary>
/// What a scrape shows after an agent, a job and a viewer. Alone: a scrape shows the meters of the whole process, and those of a
/// silo that another test ends would end the ones of the same name here.
/// </summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed partial class MetricsTests : IAsyncLifetime
{
    private const string Name = "meters of the process";
    private readonly Uri management = new($"http://127.0.0.1:{FreePort.Next()}");
    private WholeSilo? silo;

    private WholeSilo Silo => silo!;

    public async ValueTask InitializeAsync()
    {
        silo = await WholeSilo.StartAsync($"--Management:Urls={management}");
        await silo.SetUpAsync();
    }

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    [Fact]
    public async Task An_agent_is_counted_with_its_handshake_its_heartbeats_and_its_end()
    {
        var (_, token) = await Silo.ServerAsync();
        var before = await ScrapeAsync();
        var (agent, _) = await Silo.ConnectAsync(token);
        await agent.SendAsync("heartbeat", new { cpu_percent = 1 });
        var during = await ScrapeUntilAsync(now => now("mzpanel_agents_heartbeats_total") > before("mzpanel_agents_heartbeats_total"));
        Assert.True(during("mzpanel_agents_connected") > before("mzpanel_agents_connected"));
        Assert.True(during("mzpanel_agents_handshakes_total", "accepted") > before("mzpanel_agents_handshakes_total", "accepted"));
        agent.Dispose();
        await ScrapeUntilAsync(now => now("mzpanel_agents_connected") < during("mzpanel_agents_connected")
            && now("mzpanel_agents_ended_total", "1000") > before("mzpanel_agents_ended_total", "1000"));
    }

    [Fact]
    public async Task A_refused_handshake_and_a_refused_request_are_counted_by_reason()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Silo.DialAsync("mzp_agt_wrong"));
        Assert.Equal(HttpStatusCode.NotFound, (await Silo.AskAsync("GET", "/v1/jobs/job_unknown")).Status);
        var now = await ScrapeUntilAsync(now => now("mzpanel_http_refusals_total", "not_found") > 0);
        Assert.True(now("mzpanel_agents_handshakes_total", "agent_token_invalid") > 0);
        Assert.True(now("mzpanel_http_refusals_total", "agent_token_invalid") > 0);
    }

    [Fact]
    public async Task A_job_is_counted_from_its_queue_to_its_viewer()
    {
        var (server, token) = await Silo.ServerAsync();
        var waiting = (await Silo.AskAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "system.info", args = new { } })).Json.GetProperty("job");
        await ScrapeUntilAsync(now => now("mzpanel_jobs_waiting") > 0);
        var (agent, _) = await Silo.ConnectAsync(token);
        var command = await agent.NextAsync();
        Assert.Equal("cmd", command.Type);
        var job = waiting.GetProperty("id").GetString();
        await agent.SendAsync("log", Frames.Log(job!, 1, "one", "two"), command.Id);
        await agent.SendAsync("job_done", Frames.Done(job!, 2), command.Id);
        await ScrapeUntilAsync(now => now("mzpanel_logs_lines_total", "acked") >= 2);
        Assert.Contains("two", (await Silo.AskAsync("GET", $"/v1/jobs/{job}/logs/stream")).Text, StringComparison.Ordinal);
        var now = await ScrapeUntilAsync(now => now("mzpanel_logs_lines_total", "out") >= 2);
        Assert.All(["in", "acked", "out"], way => Assert.True(now("mzpanel_logs_lines_total", way) >= 2 && now("mzpanel_logs_bytes_total", way) > 0, way));
        Assert.True(now("mzpanel_jobs_dispatch_seconds_count") > 0);
        Assert.True(now("mzpanel_storage_commit_seconds_count") > 0);
        Assert.True(now("mzpanel_storage_group_count") > 0);
        Assert.True(now("mzpanel_cluster_silos") > 0);
        Assert.True(now("orleans_catalog_activations") > 0);
        agent.Dispose();
    }

    private delegate double Reading(string metric, string label = "");

    private async Task<Reading> ScrapeUntilAsync(Func<Reading, bool> holds)
    {
        Reading? now = null;
        await Testing.Until.Async(async () => holds(now = await ScrapeAsync()));
        return now!;
    }

    private async Task<Reading> ScrapeAsync()
    {
        using var http = new HttpClient { BaseAddress = management };
        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return (metric, label) => Sample().Matches(text).Where(m => m.Groups[1].Value == metric && m.Groups[2].Value.Contains($"\"{label}", StringComparison.Ordinal))
            .Sum(m => double.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(\w+)(\{[^}]*\}) (\S+)", RegexOptions.Multiline, 1000)]
    private static partial Regex Sample();
}
