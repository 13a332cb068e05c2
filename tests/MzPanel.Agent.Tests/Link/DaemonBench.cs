using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Logs;
using MzPanel.Protocol.Metrics;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Agent.Tests.Link;

/// <summary>The daemon in this process, against a fake control plane, with real workers. Its waits are as short as chance allows.</summary>
internal sealed class DaemonBench : IAsyncDisposable
{
    private CancellationTokenSource stop = new();
    private Task<bool>? running;
    private AgentDaemon? daemon;

    private DaemonBench(FakePlane plane)
    {
        Plane = plane;
        Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true}""");
        ConfigFile.Save(Sandbox.Root, new AgentConfig
        {
            ServerId = Signer.ServerId, AgentToken = Token, ConnectUrl = plane.ConnectUrl, Keys = new KeyPair { Current = plane.Signer.Public },
        });
    }

    public FakePlane Plane { get; }

    public Sandbox Sandbox { get; } = new();

    public string Token { get; } = Protocol.Tokens.Token.Create(TokenKind.Agent);

    public AgentDaemon Daemon => daemon!;

    public static async Task<DaemonBench> StartAsync()
    {
        var bench = await PrepareAsync();
        bench.Start();
        return bench;
    }

    /// <summary>Everything but the daemon.</summary>
    public static async Task<DaemonBench> PrepareAsync(string address = "127.0.0.1") => new(await FakePlane.StartAsync(address));

    public void Start()
    {
        stop = new CancellationTokenSource();
        daemon = new AgentDaemon(Sandbox.Root, new ConfigStore(Sandbox.Root, ConfigFile.Load(Sandbox.Root)), [.. CommandSet.All.Select(c => c.Kind)],
            WorkerBench.Program, new ServerFacts(Sandbox.Root), new NoMetrics(), TimeProvider.System, () => 0, NullLoggerFactory.Instance);
        running = daemon.RunAsync(stop.Token);
    }

    public async Task<bool> StopAsync()
    {
        await stop.CancelAsync();
        return await EndAsync();
    }

    /// <summary>Waits for an end that the daemon finds by itself.</summary>
    public async Task<bool> EndAsync()
    {
        var result = await running!.WaitAsync(PlaneLink.Limit);
        running = null;
        daemon!.Dispose();
        stop.Dispose();
        return result;
    }

    public Task<string> ShellAsync(PlaneLink link, string id, string command) => link.SendAsync(MessageType.Cmd, null,
        Plane.Signer.Sign(id, "shell.run", $$"""{"command":{{JsonSerializer.SerializeToElement(command).GetRawText()}}}""", FakePlane.Now + 3_600_000),
        ProtocolJson.Default.Cmd, id);

    /// <summary>Reads log messages up to a line, acknowledging each where asked; the lines by number.</summary>
    public static async Task<SortedDictionary<long, string>> LogAsync(PlaneLink link, long upTo, bool acknowledge = true)
    {
        var lines = new SortedDictionary<long, string>();
        for (var last = 0L; last < upTo;)
        {
            var batch = await link.NextAsync(MessageType.Log, ProtocolJson.Default.LogBatch);
            for (var i = 0; i < (batch.Payload.Lines?.Count ?? 0); i++)
                lines[batch.Payload.Seq + i] = batch.Payload.Lines![i].Text;
            last = batch.Payload.Seq + (batch.Payload.Gap ?? batch.Payload.Lines!.Count) - 1;
            if (acknowledge)
                await link.SendAsync(MessageType.LogAck, batch.Ref, new LogAck { AckedSeq = last }, ProtocolJson.Default.LogAck);
        }
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
            await StopAsync();
        foreach (var directory in new Agent.Jobs.ProcessWorkers(Sandbox.Root, WorkerBench.Program).Directories())
            new Agent.Jobs.ProcessWorkers(Sandbox.Root, WorkerBench.Program).Kill(directory);
        await Plane.DisposeAsync();
        Sandbox.Dispose();
    }

    private sealed class NoMetrics : IHeartbeatSource
    {
        public Heartbeat Read(IReadOnlyList<HeartbeatJob> running) => new() { Jobs = running };
    }
}
