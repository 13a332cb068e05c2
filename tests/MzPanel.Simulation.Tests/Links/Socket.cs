using MzPanel.Data.Agents;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Metrics;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>
/// The silo's end of a connection: makes of frames the same calls, in the same order and under the same epoch, as
/// <c>AgentConnection</c> and its parts.
/// </summary>
internal sealed class Socket
{
    private const long HelloLimitMs = 10_000;
    private readonly World world;
    private readonly Link link;
    private readonly Mailbox<AgentMessage> inbox = new();
    private readonly Lane lane;
    private SocketJobs? jobs;
    private SocketLogs? logs;
    private SocketPresence? presence;
    private List<byte[]>? early = [];
    private int closedWith;

    public Socket(World world, SimSilo silo, Link link, string serverId)
    {
        (this.world, this.link, Silo, ServerId, Id) = (world, link, silo, serverId, world.NextName("c"));
        lane = silo.NewLane();
        lane.Run(RunAsync);
    }

    public string Id { get; }

    public string ServerId { get; }

    public SimSilo Silo { get; }

    public long Epoch { get; private set; }

    public bool IsOpen => closedWith == 0;

    /// <summary>Commands that the heartbeat heard last lists; <see langword="null"/> before the first.</summary>
    public IReadOnlyList<HeartbeatJob>? Listed { get; private set; }

    public ReattachRequest? Reattachment => IsOpen ? presence?.Reattachment() : null;

    /// <summary>The grain has forgotten this connection: it is told soon.</summary>
    public void WakeGrain()
    {
        if (presence is not null)
            lane.Run(presence.WakeAsync);
    }

    public SimCluster Cluster => Silo.Cluster;

    public IServerGrain Server => Silo.Cluster.Factory.GetGrain<IServerGrain>(ServerId);

    public void Receive(AgentMessage message) => lane.Post(() => inbox.Add(message));

    public void PeerGone() => lane.Post(() => Close(CloseCodes.PeerGone));

    public void Send(byte[] frame)
    {
        if (IsOpen)
            link.ToAgent(frame);
    }

    /// <summary>A frame of a grain; before the welcome it is kept back.</summary>
    public void Deliver(byte[] frame)
    {
        if (early is null)
            Send(frame);
        else
            early.Add(frame);
    }

    public void Close(int code)
    {
        if (!IsOpen)
            return;
        closedWith = code;
        inbox.End();
        if (code != CloseCodes.PeerGone)
            link.SayGoodbye(code);
    }

    private async Task RunAsync()
    {
        Silo.Gateway.Hold(this);
        link.Open();
        try
        {
            if (await HelloAsync())
                while (await inbox.NextAsync() is { } message)
                    Take(message);
        }
        catch (Exception e) when (SimCluster.IsExpected(e))
        {
            Close(CloseCode.Restarting);
        }
        await EndAsync();
    }

    private async Task<bool> HelloAsync()
    {
        var opened = world.Loop.Now;
        using var limit = world.Loop.After(HelloLimitMs, () => lane.Post(() => Close(CloseCode.TooSlow)));
        if (await inbox.NextAsync() is not { Type: MessageType.Hello } hello)
            return false;
        limit.Dispose();
        if (world.Loop.Now - opened > HelloLimitMs)
            Close(CloseCode.TooSlow);
        if (!IsOpen)
            return false;
        var seen = (await Silo.Services.Get<SessionRecords>().FindAsync(ServerId))?.Epoch ?? 0;
        var reply = await Server.Attach(new AttachRequest(Id, Silo.Gateway, Silo.Address, (byte[])hello.Payload, hello.Id, "192.0.2.1", seen));
        if (reply.CloseCode is { } code)
        {
            Close(code);
            return false;
        }
        Epoch = reply.Epoch;
        (presence, jobs, logs) = (new(this, world), new(this, world), new(this, world, lane));
        Welcome(hello.Id, reply);
        await Server.Welcomed(Epoch);
        return true;
    }

    private void Welcome(string helloId, AttachReply reply)
    {
        if (IsOpen)
            link.ToAgent(Frames.Welcome(ServerId, helloId, reply, world.Options, Silo.Clock), spared: true);
        foreach (var frame in early!)
            Send(frame);
        early = null;
    }

    private void Take(AgentMessage message)
    {
        if (message.Payload is Heartbeat beat)
        {
            Listed = beat.Jobs;
            presence!.Heard(beat);
        }
        else if (message.Type == MessageType.Log)
            logs!.Take(message);
        else if (message.Type != MessageType.Hello)
            jobs!.Take(message);
        presence!.Alive();
    }

    private async Task EndAsync()
    {
        Close(CloseCodes.PeerGone);
        Silo.Gateway.Release(this);
        logs?.End();
        if (jobs is not null)
            await jobs.IdleAsync();
        if (Epoch == 0)
            return;
        try
        {
            await Server.Detach(Epoch, closedWith is CloseCode.GoingAway or CloseCode.Restarting or CloseCode.TooSlow or CloseCode.Flapping);
        }
        catch (Exception e) when (SimCluster.IsExpected(e))
        {
            // Silence tells the grain the same, later.
        }
    }
}
