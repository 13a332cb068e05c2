using System.Diagnostics;

namespace MzPanel.Bench;

/// <summary>A server with a simulated agent that runs each job in no time.</summary>
internal sealed class QuickAgent : IAsyncDisposable
{
    private SimAgent? agent;

    public required string ServerId { get; init; }

    /// <summary>Called with the time of arrival of each <c>cmd</c>.</summary>
    public Action<long> Arrived { get; set; } = _ => { };

    public static async Task<QuickAgent> ConnectAsync(IContender silo, Panel panel, string name)
    {
        var (serverId, token) = await panel.ServerAsync(name);
        return await ConnectAsync(silo, serverId, await panel.RegisterAsync(token, name));
    }

    /// <summary>An agent that is registered already.</summary>
    public static async Task<QuickAgent> ConnectAsync(IContender silo, string serverId, string agentToken)
    {
        var quick = new QuickAgent { ServerId = serverId };
        var sim = new TaskCompletionSource<SimAgent>(TaskCreationOptions.RunContinuationsAsynchronously);
        quick.agent = await SimAgent.ConnectAsync(silo.Address, agentToken, async (type, root) =>
        {
            if (type != "cmd")
                return;
            quick.Arrived(Stopwatch.GetTimestamp());
            var id = root.GetProperty("id").GetString();
            var job = root.GetProperty("payload").GetProperty("job_id").GetString();
            var agent = await sim.Task;
            await agent.SendAsync("cmd_ack", id, """{"accepted":true}""");
            await agent.SendAsync("job_done", id, $$"""{"job_id":"{{job}}","exit_code":0,"duration_ms":1,"last_seq":0,"outcome":"exited"}""");
        });
        sim.SetResult(quick.agent);
        return quick;
    }

    /// <summary>Milliseconds from the <c>POST</c> of a job to its <c>cmd</c> here.</summary>
    public async Task<double> DispatchAsync(Panel panel)
    {
        var arrival = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Arrived = at => arrival.TrySetResult(at);
        var start = Stopwatch.GetTimestamp();
        await panel.JobAsync(ServerId, "system.info", new { });
        return Stopwatch.GetElapsedTime(start, await arrival.Task.WaitAsync(TimeSpan.FromSeconds(10))).TotalMilliseconds;
    }

    public Task BeatAsync(string payload) => agent!.SendAsync("heartbeat", null, payload);

    public ValueTask DisposeAsync() => agent!.DisposeAsync();
}
