using System.Runtime.InteropServices;
using System.Text.Json;
using MzPanel.Grains.Servers;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Silo.Agents;

/// <summary>
/// Tells the server's grain that its agent lives: by reference where the grain is on this silo, by a call where it is not, and
/// hands it the socket again where it has forgotten. The agent notices nothing of it.
/// </summary>
internal sealed class AgentPresence(AgentContext context, AgentConnection connection)
{
    // Any frame is a sign of life; telling the grain of more than one a second would say nothing new.
    private const long BetweenSignsMs = 1000;
    private static readonly TimeSpan WakeWithin = TimeSpan.FromSeconds(1);

    private long told;
    private int calling;
    private volatile Beat? latest;

    /// <summary>A <c>heartbeat</c>; the payload is kept as bytes and parsed when somebody looks.</summary>
    public EnvelopeFault? Heard(in Envelope envelope)
    {
        if (envelope.Payload.ValueKind != JsonValueKind.Object)
            return new EnvelopeFault("missing_member", "The payload of a heartbeat is an object.", envelope.Id);
        context.Meters.Heartbeat();
        latest = new Beat(context.Now, JsonMarshal.GetRawUtf8Value(envelope.Payload).ToArray());
        Tell(latest);
        return null;
    }

    /// <summary>Any frame came.</summary>
    public void Alive()
    {
        var now = context.Now;
        if (now - told >= BetweenSignsMs)
            Tell(new Beat(now, null));
    }

    /// <summary>Tells the grain soon: at the end of a silo many have forgotten at once.</summary>
    public void Wake() => _ = WakeAsync();

    public ReattachRequest Reattachment() =>
        new(connection.Id, context.Gateway.Reference, context.Gateway.Home, connection.Epoch, latest);

    private async Task WakeAsync()
    {
        await Task.Delay(context.Jitter.Between(TimeSpan.Zero, WakeWithin), context.Time);
        if (connection.IsOpen)
            Tell(new Beat(context.Now, null));
    }

    private void Tell(Beat beat)
    {
        told = beat.At;
        if (!context.Links.TryHand(connection.ServerId, connection.Epoch, beat) && Interlocked.Exchange(ref calling, 1) == 0)
            _ = CallAsync(beat);
    }

    private async Task CallAsync(Beat beat)
    {
        try
        {
            var grain = context.Grains.GetGrain<IServerGrain>(connection.ServerId);
            if (!await grain.Beat(connection.Epoch, beat) && !await grain.Reattach(Reattachment()))
                connection.Supersede();
        }
        catch (Exception e)
        {
            // The next sign of life tries again.
            context.Log.BeatFailed(e, connection.ServerId);
        }
        finally
        {
            Volatile.Write(ref calling, 0);
        }
    }
}
