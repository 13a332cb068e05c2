using MzPanel.Silo.Live;

namespace MzPanel.Silo.Rollouts;

/// <summary>
/// Wakes what drives rollouts on this silo, so that what somebody asked for here begins at once. It only wakes: the other silos, and
/// this one where it was missed, find it at their next turn.
/// </summary>
internal sealed class RolloutBell
{
    private readonly Signal signal = new();

    public void Ring() => signal.Set();

    /// <summary>Waits until it rings or the time is over, whichever is first.</summary>
    public Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken stopping) => signal.WaitAsync(limit, time, stopping);
}
