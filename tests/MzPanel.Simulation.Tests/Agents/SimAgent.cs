using System.Text.Json;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Metrics;
using MzPanel.Simulation.Tests.Engine;
using MzPanel.Simulation.Tests.Links;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>One VPS with its agent: dials, says hello, beats; what it does with commands is its kind's business.</summary>
internal abstract class SimAgent : Node
{
    private const long WelcomeLimitMs = 20_000;
    private const long FirstBackoffMs = 5_000;
    private const long LongestBackoffMs = 60_000;
    private long backoff = FirstBackoffMs;
    private Alarm? dial;
    private Alarm? beat;
    private Alarm? limit;

    protected SimAgent(World world, string serverId) : base(world.Loop, "agent-" + serverId)
    {
        (World, ServerId) = (world, serverId);
        DialIn(0);
    }

    public World World { get; }

    public string ServerId { get; }

    public Link? Link { get; private set; }

    /// <summary>The link is welcomed.</summary>
    public bool IsWelcomed { get; private set; }

    /// <summary>Its process runs.</summary>
    public bool IsUp { get; protected set; } = true;

    /// <summary>Both ends of its welcomed link are there.</summary>
    public bool IsReachable => IsUp && IsWelcomed && Link is { IsWhole: true };

    /// <summary>Whether it is at this command now.</summary>
    public abstract bool IsAtWork(string @ref);

    /// <summary>Whether the one who answers for a command is still the one it was given to.</summary>
    public abstract bool Remembers(string @ref);

    /// <summary>Whether a command that got lost on a living link is sent again: only a journal makes that safe.</summary>
    public abstract bool IsSentAgain { get; }

    /// <summary>Dials now, whatever it was waiting for.</summary>
    public void DialNow()
    {
        backoff = FirstBackoffMs;
        if (IsUp && Link is null)
            DialIn(Loop.Dice.Between(0, 1_000));
    }

    public void Hear(Link from, byte[] frame)
    {
        if (from != Link || !EnvelopeReader.TryRead(frame, out var envelope, out _))
            return;
        using (envelope)
        {
            if (IsWelcomed && envelope.Type != MessageType.Welcome)
                Act(() => Heard(envelope));
            else if (!IsWelcomed && envelope.Type == MessageType.Welcome)
                Welcome(EnvelopeReader.Payload(envelope, ProtocolJson.Default.Welcome, out _)!);
        }
    }

    /// <summary>The silo took the connection.</summary>
    public void Opened(Link link)
    {
        if (link == Link)
            Act(() => link.Hello(new AgentMessage(MessageType.Hello, Guid.NewGuid().ToString(), null, JsonSerializer.SerializeToUtf8Bytes(Hello(), ProtocolJson.Default.Hello))));
    }

    /// <summary>The link is over: as its close code says, else with back-off.</summary>
    public void LinkLost(Link lost, int? code)
    {
        if (lost != Link)
            return;
        var welcomed = IsWelcomed;
        Unlink();
        if (!IsUp)
            return;
        if (welcomed)
            backoff = FirstBackoffMs;
        DialIn(code is CloseCode.Superseded or CloseCode.Flapping ? Loop.Dice.Between(LongestBackoffMs / 2, LongestBackoffMs * 3 / 2) : Loop.Dice.Between(0, backoff));
        backoff = Math.Min(backoff * 2, LongestBackoffMs);
    }

    /// <summary>Ends the link from this side.</summary>
    protected void HangUp()
    {
        var link = Link;
        Unlink();
        link?.Drop();
    }

    protected void DialIn(long ms)
    {
        dial?.Dispose();
        dial = Loop.After(ms, Dial);
    }

    protected abstract Hello Hello();

    protected abstract void Welcomed(Welcome welcome, Link link);

    protected abstract void Heard(Envelope message);

    protected abstract void Unlinked();

    protected abstract IReadOnlyList<HeartbeatJob>? Running();

    /// <summary>Runs code of the agent, which may be killed in its middle.</summary>
    protected abstract void Act(Action act);

    private void Dial()
    {
        if (!IsUp || Link is not null)
            return;
        var silos = World.Cluster.Silos.Where(s => s.Serves).ToList();
        if (silos.Count == 0)
        {
            DialIn(Loop.Dice.Between(1_000, 5_000));
            return;
        }
        var link = Link = new Link(World, Loop.Dice.Of(silos), this);
        limit = Loop.After(WelcomeLimitMs, () =>
        {
            if (Link != link || IsWelcomed)
                return;
            HangUp();
            DialIn(Loop.Dice.Between(0, FirstBackoffMs));
        });
    }

    private void Welcome(Welcome welcome)
    {
        IsWelcomed = true;
        limit?.Dispose();
        World.Trace($"{Name} welcomed {welcome.Epoch}");
        Beat(welcome.HeartbeatS * 1000L);
        Act(() => Welcomed(welcome, Link!));
    }

    private void Beat(long everyMs) => beat = Loop.After(Loop.Dice.Between(everyMs * 9 / 10, everyMs * 11 / 10), () =>
    {
        if (!IsWelcomed)
            return;
        Link!.ToPlane(new AgentMessage(MessageType.Heartbeat, Guid.NewGuid().ToString(), null, new Heartbeat { UptimeS = Loop.Now / 1000, Jobs = Running() }));
        Beat(everyMs);
    });

    private void Unlink()
    {
        (Link, IsWelcomed) = (null, false);
        beat?.Dispose();
        limit?.Dispose();
        Unlinked();
    }
}
