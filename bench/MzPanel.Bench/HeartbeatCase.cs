namespace MzPanel.Bench;

/// <summary>Processor time of the silo per heartbeat of a connected agent, paced and as fast as one agent can send.</summary>
internal static class HeartbeatCase
{
    private const int Beats = 20_000;
    private const int Warm = 20_000;
    private const int Paced = 3_000;

    // 506 bytes with its envelope, as the design measured.
    public const string Payload = """
        {"uptime_s":123456,"cpu_pct":12.5,"load":[0.31,0.42,0.5],"mem_total":8589934592,"mem_used":4294967296,"swap_total":1073741824,"swap_used":0,"disks":[{"mount":"/","total":107374182400,"used":53687091200},{"mount":"/var","total":107374182400,"used":1073741824}],"net":{"rx_bytes":123456789012,"tx_bytes":98765432109},"jobs":[]}
        """;

    public static async Task RunAsync()
    {
        await using var silo = await SiloProcess.StartAsync();
        using var panel = await Panel.OfAsync(silo);
        var (_, token) = await panel.ServerAsync("heartbeat");
        var answered = new SemaphoreSlim(0);
        await using var agent = await SimAgent.ConnectAsync(silo.Address, await panel.RegisterAsync(token, "heartbeat"), (type, _) =>
        {
            if (type == "error")
                answered.Release();
            return Task.CompletedTask;
        });
        await SendAsync(agent, answered, Warm, TimeSpan.Zero);
        await MeasureAsync(silo, () => SendAsync(agent, answered, Beats, TimeSpan.Zero), Beats, "as fast as they come");
        await MeasureAsync(silo, () => SendAsync(agent, answered, Paced, TimeSpan.FromMilliseconds(3)), Paced, "one every 3 ms or so");
        answered.Dispose();
    }

    private static async Task MeasureAsync(SiloProcess silo, Func<Task> send, int beats, string how)
    {
        var before = silo.ProcessorTime;
        await send();
        Console.WriteLine($"heartbeats {how}: {(silo.ProcessorTime - before).TotalMicroseconds / beats:0} us of processor time each (n = {beats})");
    }

    private static async Task SendAsync(SimAgent agent, SemaphoreSlim answered, int beats, TimeSpan pause)
    {
        for (var beat = 0; beat < beats; beat++)
        {
            await agent.SendAsync("heartbeat", null, Payload);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause);
        }
        // A type that nobody knows is answered, and in its turn: by then all before it are handled.
        await agent.SendAsync("nothing", null, "{}");
        await answered.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
