using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Silo.Agents;

/// <summary>
/// One agent's connection, from its <c>hello</c> to its end. Reads only; what takes time is worked off beside the reader, so
/// that a heartbeat never waits for a commit.
/// </summary>
internal sealed class AgentConnection
{
    private const int MaxEarly = 16;
    private static readonly TimeSpan ReturnSpread = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(ProtocolLimits.HelloSeconds);

    private readonly AgentContext context;
    private readonly AgentSocket socket;
    private readonly AgentIdentity who;
    private readonly CommandRoutes routes;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private List<byte[]>? early = [];
    private AgentInbox? inbox;
    private AgentPresence? presence;
    private bool welcomed;

    public AgentConnection(AgentContext context, AgentSocket socket, AgentIdentity who, string address)
    {
        (this.context, this.socket, this.who, Address) = (context, socket, who, address);
        routes = new(who.ServerId, context.JobOf);
    }

    /// <summary>Unique per socket.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string ServerId => who.ServerId;

    public string Address { get; }

    /// <summary>Epoch of the connection; 0 before the welcome.</summary>
    public long Epoch { get; private set; }

    /// <summary>Whether this end still wants it.</summary>
    public bool IsOpen => !socket.Closing.IsCompleted;

    /// <summary>Completes when everything about the connection is over.</summary>
    public Task Ended => ended.Task;

    /// <summary>What a grain needs to take this connection back; <see langword="null"/> before the welcome and at the end.</summary>
    public ReattachRequest? Reattachment => IsOpen ? presence?.Reattachment() : null;

    /// <summary>The grain has forgotten this connection, and nothing may be heard of the agent for half a minute.</summary>
    public void WakeGrain() => presence?.Wake();

    /// <summary>Runs until the connection is over.</summary>
    public async Task RunAsync()
    {
        context.Gateway.Hold(this);
        // Knocked before the drain began and is in only now: nobody else sends it away.
        if (context.Gateway.IsLeaving)
            SendAway(AgentDrain.Reason);
        try
        {
            if (await HelloAsync())
                await ReadOnAsync(presence!, inbox!);
        }
        catch (Exception e)
        {
            // Not the agent's fault: it comes back, here or elsewhere.
            context.Log.ConnectionFailed(e, ServerId);
            Close(CloseCode.Restarting, "Try again later.");
        }
        await EndAsync();
        ended.SetResult();
    }

    /// <summary>Sends a frame of a grain; before the welcome it is kept back.</summary>
    public void Deliver(byte[] frame)
    {
        routes.Learn(frame);
        lock (gate)
            if (early is not null)
            {
                if (early.Count < MaxEarly)
                    early.Add(frame);
                return;
            }
        socket.Send(frame);
    }

    public void Close(int code, string reason) => socket.Close(code, reason);

    /// <summary>A newer connection counts, and this one lives on without knowing: nothing it says changes anything.</summary>
    public void Supersede() => Close(CloseCode.Superseded, "A newer connection took over.");

    /// <summary>Tells the agent when to come back, then closes with 1012; what it still sends is worked off.</summary>
    public void SendAway(string reason)
    {
        var reconnectAfter = context.Jitter.Between(TimeSpan.Zero, ReturnSpread);
        socket.Send(AgentFrames.GoAway((long)reconnectAfter.TotalMilliseconds, reason, context.Now));
        socket.Close(CloseCode.Restarting, reason);
    }

    private async Task<bool> HelloAsync()
    {
        var opened = context.Time.GetTimestamp();
        using var limit = context.Time.CreateTimer(_ => Close(CloseCode.TooSlow, "No hello."), null, HelloLimit, Timeout.InfiniteTimeSpan);
        if (await socket.ReadAsync() is not { } message)
            return false;
        limit.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // This silo stood still: whoever said this may be long gone.
        if (context.Time.GetElapsedTime(opened) > HelloLimit)
            Close(CloseCode.TooSlow, "No hello.");
        using (message)
            return IsOpen && (HelloFrame.TryRead(message.Text, out var hello, out var fault) ? await AttachAsync(hello) : Refuse(fault));
    }

    private async Task<bool> AttachAsync(HelloFrame hello)
    {
        using var turn = await context.Arrivals.TurnAsync();
        // It may have gone while it stood in line.
        if (!IsOpen)
            return false;
        var grain = context.Grains.GetGrain<IServerGrain>(ServerId);
        var reply = await grain.Attach(new AttachRequest(
            Id, context.Gateway.Reference, context.Gateway.Home, hello.Payload, hello.Id, Address, who.Epoch));
        if (reply.CloseCode is { } code)
        {
            context.Log.AgentRefused(ServerId, code, reply.Reason);
            context.Meters.Handshake("refused");
            Close(code, reply.Reason);
            return false;
        }
        Epoch = reply.Epoch;
        presence = new(context, this);
        inbox = new(context, this, socket, routes);
        Welcome(await context.Welcome(who, hello.Id, reply));
        context.Log.AgentConnected(ServerId, Address, Epoch);
        context.Meters.Welcomed();
        welcomed = true;
        await grain.Welcomed(Epoch);
        return true;
    }

    private void Welcome(byte[] welcome)
    {
        lock (gate)
        {
            socket.Send(welcome);
            foreach (var frame in early!)
                socket.Send(frame);
            early = null;
        }
    }

    private async Task ReadOnAsync(AgentPresence alive, AgentInbox frames)
    {
        while (await socket.ReadAsync() is { } message)
            using (message)
            {
                if (!EnvelopeReader.TryRead(message.Text, out var envelope, out var fault))
                {
                    Refuse(fault);
                    continue;
                }
                using (envelope)
                {
                    fault = envelope.Type == MessageType.Heartbeat ? alive.Heard(envelope) : await frames.TakeAsync(envelope);
                    alive.Alive();
                }
                if (fault is not null)
                    Refuse(fault);
            }
    }

    private bool Refuse(EnvelopeFault fault)
    {
        context.Log.ProtocolBroken(ServerId, fault.Code);
        socket.Send(AgentFrames.Error(fault.Id, fault.Code, fault.Message, context.Now));
        Close(CloseCode.Violation, fault.Message);
        return false;
    }

    private async Task EndAsync()
    {
        context.Gateway.Release(this);
        var goodbye = socket.EndAsync();
        if (inbox is not null)
            await inbox.EndAsync();
        if (welcomed)
            context.Meters.Gone(socket.ClosedWith);
        if (Epoch > 0)
            await DetachAsync();
        await goodbye;
    }

    private async Task DetachAsync()
    {
        context.Log.AgentDisconnected(ServerId, Epoch, socket.ClosedWith);
        try
        {
            await context.Grains.GetGrain<IServerGrain>(ServerId).Detach(Epoch, IsOurDoing(socket.ClosedWith));
        }
        catch (Exception e)
        {
            // Silence tells the grain the same, later.
            context.Log.DetachFailed(e, ServerId);
        }
    }

    // After these the agent is not to blame for being away (delivery.md, "Silence").
    private static bool IsOurDoing(int code) =>
        code is CloseCode.GoingAway or CloseCode.Restarting or CloseCode.TooSlow or CloseCode.Flapping;
}
