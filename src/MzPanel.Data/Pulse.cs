using System.Collections.Concurrent;

namespace MzPanel.Data;

/// <summary>
/// Whether a loop of the process moves: it says when a turn of work begins, goes on and is over. Resting is no fault, however long;
/// a turn that does not go on is.
/// </summary>
public sealed class Pulse
{
    private const long Resting = long.MinValue;

    // Every wait of a turn has a limit of its own, and none is longer than half of this (WriteLimits).
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly TimeProvider time;
    private long beat = Resting;

    internal Pulse(string name, TimeProvider time) => (Name, this.time) = (name, time);

    /// <summary>What stands still, for the operator.</summary>
    public string Name { get; }

    /// <summary>Whether a turn has not gone on for longer than any of its waits may take.</summary>
    public bool IsStuck => Volatile.Read(ref beat) is var at and not Resting && time.GetElapsedTime(at) > Limit;

    /// <summary>A turn begins, or goes on.</summary>
    public void Beat() => Volatile.Write(ref beat, time.GetTimestamp());

    /// <summary>The turn is over.</summary>
    public void Rest() => Volatile.Write(ref beat, Resting);

    /// <summary>Does a turn of work.</summary>
    public async Task TurnAsync(Func<Task> work)
    {
        Beat();
        try
        {
            await work();
        }
        finally
        {
            Rest();
        }
    }
}

/// <summary>The pulses of the process.</summary>
public sealed class Pulses(TimeProvider time)
{
    private readonly ConcurrentBag<Pulse> pulses = [];

    /// <summary>Names of those that are stuck.</summary>
    public IEnumerable<string> Stuck => pulses.Where(pulse => pulse.IsStuck).Select(pulse => pulse.Name).Order(StringComparer.Ordinal);

    /// <summary>The pulse of one more loop.</summary>
    public Pulse Of(string name)
    {
        var pulse = new Pulse(name, time);
        pulses.Add(pulse);
        return pulse;
    }
}
