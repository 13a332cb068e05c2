using System.Text.Json;

namespace MzPanel.Bench;

/// <summary>A job that runs on a simulated agent and waits for lines to be written.</summary>
internal sealed class RunningJob : IAsyncDisposable
{
    private readonly TaskCompletionSource<(string Command, string Job)> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim acks = new(0);
    private SimAgent agent = null!;
    private string command = "";
    private long acked;

    public string JobId { get; private set; } = "";

    public static async Task<RunningJob> StartAsync(IContender silo, Panel panel, string name = "log")
    {
        var running = new RunningJob();
        var (serverId, token) = await panel.ServerAsync(name);
        running.agent = await SimAgent.ConnectAsync(silo.Address, await panel.RegisterAsync(token, name), running.OnAsync);
        await panel.JobAsync(serverId, "system.info", new { });
        (running.command, running.JobId) = await running.started.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await running.agent.SendAsync("cmd_ack", running.command, """{"accepted":true}""");
        return running;
    }

    public Task WriteAsync(long seq, IEnumerable<string> texts) => agent.SendAsync("log", command, $$"""
        {"job_id":"{{JobId}}","seq":{{seq}},"lines":[{{string.Join(',', texts.Select(t => $$"""{"stream":"stdout","text":"{{t}}"}"""))}}]}
        """);

    /// <summary>Lines of 100 bytes in frames of so many, never more than a window of them without an acknowledgement; returns when all are durable.</summary>
    public async Task WriteLinesAsync(long first, long last, int frame, int window)
    {
        for (var seq = first; seq <= last; seq += frame)
        {
            await WriteAsync(seq, Enumerable.Range((int)seq, frame).Select(n => $"line-{n:D90}-"));
            await AckedAsync(Math.Max(first - 1, seq - window));
        }
        await AckedAsync(last);
    }

    public async Task AckedAsync(long seq)
    {
        while (Interlocked.Read(ref acked) < seq)
            await acks.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public Task EndAsync(long lastSeq) => agent.SendAsync("job_done", command,
        $$"""{"job_id":"{{JobId}}","exit_code":0,"duration_ms":1,"last_seq":{{lastSeq}},"outcome":"exited"}""");

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        acks.Dispose();
    }

    private Task OnAsync(string type, JsonElement root)
    {
        if (type == "cmd")
            started.TrySetResult((root.GetProperty("id").GetString()!, root.GetProperty("payload").GetProperty("job_id").GetString()!));
        if (type != "log_ack")
            return Task.CompletedTask;
        Interlocked.Exchange(ref acked, root.GetProperty("payload").GetProperty("acked_seq").GetInt64());
        acks.Release();
        return Task.CompletedTask;
    }
}
