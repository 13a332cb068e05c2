using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Tests.Link;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Tests.Firewall;

/// <summary>The real daemon in a network of its own, with the real nft, and its control plane at the other end of a cable.</summary>
internal sealed class FirewallBench : IAsyncDisposable
{
    private readonly List<DaemonProcess> daemons = [];
    private int runs;

    private FirewallBench(OwnNetwork network, DaemonBench daemon) => (Network, Daemon) = (network, daemon);

    public OwnNetwork Network { get; }

    public DaemonBench Daemon { get; }

    public PlaneLink Link { get; private set; } = null!;

    /// <summary>Whether the control plane acknowledges what commands say.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>The daemon that was started last.</summary>
    public DaemonProcess Process => daemons[^1];

    /// <summary>The command that was sent last.</summary>
    public string Ref => $"f{runs}";

    public string Rules => Network.RunInside("nft", "list", "ruleset");

    public string File => FirewallFile.PathIn(Daemon.Sandbox.Root);

    public ProcessWorkers Workers => new(Daemon.Sandbox.Root, Jobs.WorkerBench.Program);

    public static async Task<FirewallBench> StartAsync()
    {
        var network = new OwnNetwork();
        var bench = new FirewallBench(network, await DaemonBench.PrepareAsync(network.Outside));
        bench.Daemon.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_host": true}""");
        bench.ConfirmWithin(60);
        await bench.StartDaemonAsync();
        return bench;
    }

    public void ConfirmWithin(int seconds) => Daemon.Sandbox.Put("/etc/mz/engine.json", $$"""{"firewall_confirm_s": {{seconds}}}""");

    public async Task StartDaemonAsync()
    {
        // The address is no loopback, and the connection not encrypted.
        var config = ConfigFile.Load(Daemon.Sandbox.Root);
        ConfigFile.Save(Daemon.Sandbox.Root, config with { Insecure = true });
        daemons.Add(new DaemonProcess(Daemon.Sandbox.Root, Network.Through));
        Link = await Daemon.Plane.WelcomedAsync(daemons.Count);
    }

    public Task SendAsync(string kind, string args)
    {
        runs++;
        return Link.SendAsync(MessageType.Cmd, null, Daemon.Plane.Signer.Sign(Ref, kind, args, FakePlane.Now + 3_600_000), ProtocolJson.Default.Cmd, Ref);
    }

    /// <summary>Sends a command and plays the control plane until it is done.</summary>
    public async Task<JobDone> RunAsync(string kind, string args)
    {
        await SendAsync(kind, args);
        return await DoneAsync();
    }

    public async Task<JobDone> DoneAsync()
    {
        while (true)
        {
            using var message = await Link.AnyAsync();
            if (message.Type == MessageType.Log && Acknowledges)
                await AckAsync(message.Ref!, EnvelopeReader.Payload(message, ProtocolJson.Default.LogBatch, out _)!);
            if (message.Type != MessageType.JobDone || message.Ref != Ref)
                continue;
            await Link.SendAsync(MessageType.Ack, message.Id, new Ack(), ProtocolJson.Default.Ack);
            return EnvelopeReader.Payload(message, ProtocolJson.Default.JobDone, out _)!;
        }
    }

    /// <summary>Sends a command that is to succeed.</summary>
    public async Task<JsonElement> ChangeAsync(string kind, string args)
    {
        var done = await RunAsync(kind, args);
        Assert.True(done.ExitCode == 0, $"{kind} {args}: {done.Error?.Code} {done.Error?.Message}");
        return done.Result!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in daemons)
            daemon.Dispose();
        await Daemon.DisposeAsync();
        Network.Dispose();
    }

    private Task<string> AckAsync(string @ref, LogBatch batch) => Link.SendAsync(MessageType.LogAck, @ref,
        new LogAck { AckedSeq = batch.Seq + (batch.Gap ?? batch.Lines!.Count) - 1 }, ProtocolJson.Default.LogAck);
}
