using Microsoft.Extensions.Options;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Agents;

/// <summary>
/// Who may come in: handshakes a second, as long as the line is short, unauthenticated sockets per address, connections in all. Asked before any storage work,
/// so that a storm of reconnects costs a refusal each and no more (delivery.md, "Silence"; security.md, "limits").
/// </summary>
internal sealed class Admission(IOptions<AgentsOptions> options, ArrivalLine arrivals, TimeProvider time)
{
    /// <summary>Connections of one silo: what its memory holds with room to spare.</summary>
    public const int MaxConnections = 12_000;

    /// <summary>Handshakes of one address that are not authenticated yet.</summary>
    public const int MaxUnauthenticated = 20;

    // A whole second's worth would be in before the first of them shows in the line.
    private const int AtOnce = ArrivalLine.AtOnce + ArrivalLine.InLine;
    private const int CrowdedRetryS = 1;
    private const int FullRetryS = 30;
    private const int DrainingRetryS = 5;

    private readonly TurnedAway away = new(time);
    private readonly TokenBucket handshakes = new(options.Value.HandshakesPerSecond, AtOnce, time);
    private readonly Dictionary<string, int> knocking = [];
    private readonly Lock gate = new();
    private int connections;
    private volatile bool draining;

    /// <summary>No new sockets from here on.</summary>
    public bool Draining => draining;

    public void Drain() => draining = true;

    /// <summary>A place for an unauthenticated handshake; throws <see cref="PanelError.Unavailable"/> where there is none.</summary>
    public IDisposable Knock(string address)
    {
        if (draining)
            throw Busy("This silo is going away.", DrainingRetryS);
        if (arrivals.IsLong || !handshakes.TryTake())
            throw Busy("Too many agents connect at once.", away.Next());
        lock (gate)
        {
            var count = knocking.GetValueOrDefault(address);
            if (count >= MaxUnauthenticated)
                throw Busy("Too many connections of this address are not authenticated yet.", CrowdedRetryS);
            knocking[address] = count + 1;
        }
        return new Place(() => Leave(address));
    }

    /// <summary>A place for an authenticated connection; throws <see cref="PanelError.Unavailable"/> where there is none.</summary>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref connections) <= MaxConnections)
            return new Place(() => Interlocked.Decrement(ref connections));
        Interlocked.Decrement(ref connections);
        throw Busy("This silo holds as many agents as it can.", FullRetryS);
    }

    private void Leave(string address)
    {
        lock (gate)
        {
            if (knocking[address] == 1)
                knocking.Remove(address);
            else
                knocking[address]--;
        }
    }

    private static PanelException Busy(string message, int retryAfterS) =>
        new(PanelError.Unavailable, message, retryAfterS: retryAfterS);

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
