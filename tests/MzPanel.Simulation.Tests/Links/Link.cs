using MzPanel.Simulation.Tests.Agents;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>One WebSocket between an agent and a silo. Each end believes in it until it hears otherwise.</summary>
internal sealed class Link
{
    private const long PingTimeoutMs = 30_000;
    private readonly SimLoop loop;
    private readonly SimAgent agent;
    private readonly Wire up;
    private readonly Wire down;

    public Link(World world, SimSilo silo, SimAgent agent)
    {
        (loop, this.agent, Silo) = (world.Loop, agent, silo);
        (up, down) = (new Wire(loop, world.Net), new Wire(loop, world.Net));
        Socket = new Socket(world, silo, this, agent.ServerId);
    }

    public SimSilo Silo { get; }

    public Socket Socket { get; }

    /// <summary>The agent has not given it up.</summary>
    public bool AgentHolds { get; private set; } = true;

    /// <summary>Both ends hold it, and frames get through.</summary>
    public bool IsWhole => AgentHolds && !broken && Socket.IsOpen && !Silo.Dead && !Silo.Frozen;

    private bool broken;

    /// <summary>The silo answers the upgrade.</summary>
    public void Open() => down.Carry(() =>
    {
        if (AgentHolds && !broken)
            agent.Opened(this);
    });

    /// <summary>The first frame; the weather spares it, a connection without it is none.</summary>
    public void Hello(AgentMessage hello) => up.Carry(() => Arrive(hello));

    public void ToPlane(AgentMessage message)
    {
        if (AgentHolds && !broken)
            up.Send(() => Arrive(message));
    }

    public void ToAgent(byte[] frame, bool spared = false)
    {
        if (broken || Silo.Dead)
            return;
        if (spared)
            down.Carry(() => Hear(frame));
        else
            down.Send(() => Hear(frame), agent.IsSentAgain);
    }

    /// <summary>The silo's close frame.</summary>
    public void SayGoodbye(int code)
    {
        if (!broken)
            down.Carry(() => AgentLoses(code));
    }

    /// <summary>The agent's end goes: it closes, or its process is gone.</summary>
    public void Drop()
    {
        if (!AgentHolds)
            return;
        AgentHolds = false;
        if (!broken)
            up.Carry(Socket.PeerGone);
    }

    /// <summary>The line breaks; each end notices sooner or later.</summary>
    public void Break()
    {
        if (broken)
            return;
        broken = true;
        Notice(() => AgentLoses(null));
        Notice(Socket.PeerGone);
    }

    private void Notice(Action notice) => loop.After(loop.Dice.Chance(0.5) ? loop.Dice.Between(0, 500) : loop.Dice.Between(0, PingTimeoutMs), notice);

    private void Arrive(AgentMessage message)
    {
        if (!broken)
            Socket.Receive(message);
    }

    private void Hear(byte[] frame)
    {
        if (AgentHolds && !broken)
            agent.Hear(this, frame);
    }

    private void AgentLoses(int? code)
    {
        if (!AgentHolds)
            return;
        AgentHolds = false;
        agent.LinkLost(this, code);
    }

    /// <summary>The silo's process is gone, or stopped answering pings.</summary>
    public void SiloSilent(bool atOnce) => loop.After(atOnce ? loop.Dice.Between(0, 500) : loop.Dice.Between(PingTimeoutMs / 2, PingTimeoutMs), () =>
    {
        if (!Silo.Dead && !Silo.Frozen)
            return;
        var held = AgentHolds;
        AgentLoses(null);
        if (held && !broken)
            up.Carry(Socket.PeerGone);
    });
}
