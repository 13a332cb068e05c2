using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Agents;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>
/// Servers with an agent each that answers every command at once. They dial as a load balancer would send them, to the next silo
/// that is up, and come back within 5 s at random as the contract says.
/// </summary>
internal sealed class Fleet(SiloCluster cluster) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private readonly List<(string ServerId, ForeignAgent Agent)> agents = [];
    private int next;

    public IReadOnlyList<(string ServerId, ForeignAgent Agent)> Agents => agents;

    /// <summary>Adds servers whose agents are spread over the silos one after the other.</summary>
    public async Task AddAsync(Owner owner, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (serverId, install) = await owner.ServerAsync();
            var agent = new ForeignAgent(Dial, await owner.RegisterAsync(install), full: true, ["done"]) { ReconnectWithin = TimeSpan.FromSeconds(5) };
            agent.Start();
            agents.Add((serverId, agent));
            await agent.Welcomed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>
    /// Asks a silo for a job on each server at once, again where it says that it cannot now; how long after a moment each had
    /// succeeded.
    /// </summary>
    public Task<TimeSpan[]> RunEachAsync(Owner owner, Stopwatch since) => Task.WhenAll(agents.Select(async a =>
    {
        var jobId = await AnswerAsync(HttpStatusCode.Accepted, () => owner.Http.PostAsJsonAsync(
            $"/v1/servers/{a.ServerId}/jobs", new JsonObject { ["kind"] = "system.info", ["args"] = new JsonObject() }), answer => answer.GetProperty("job").GetProperty("id").GetString());
        var status = await AnswerAsync(HttpStatusCode.OK, () => owner.Http.GetAsync($"/v1/jobs/{jobId}?wait_s=1"),
            answer => answer.GetProperty("status").GetString() is var status and not ("queued" or "offered" or "running" or "unknown") ? status : null);
        Assert.Equal("succeeded", status);
        return since.Elapsed;
    }));

    /// <summary>Asks a silo what each server does now, which wakes the grain; how long after a moment each answer came.</summary>
    public Task<TimeSpan[]> AnswerEachAsync(Owner owner, Stopwatch since) => Task.WhenAll(agents.Select(async a =>
    {
        await AnswerAsync(HttpStatusCode.OK, () => owner.Http.GetAsync($"/v1/servers/{a.ServerId}/metrics"), _ => "answered");
        return since.Elapsed;
    }));

    public async ValueTask DisposeAsync() => await Task.WhenAll(agents.Select(a => a.Agent.DisposeAsync().AsTask()));

    private static async Task<string> AnswerAsync(HttpStatusCode expected, Func<Task<HttpResponseMessage>> ask, Func<JsonElement, string?> read)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Limit)
        {
            using var answer = await ask();
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == expected || answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{(int)answer.StatusCode} {text}");
            if (answer.StatusCode == expected && read(JsonDocument.Parse(text).RootElement) is { } found)
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        throw new TimeoutException("No answer in time.");
    }

    private Uri Dial()
    {
        var turn = (uint)Interlocked.Increment(ref next);
        var up = cluster.Silos.Where(silo => silo.IsUp).DefaultIfEmpty(cluster.Silos[0]).ToList();
        return up[(int)(turn % up.Count)].Address;
    }
}
