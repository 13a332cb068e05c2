using System.Collections.Concurrent;
using System.Reflection;
using MzPanel.Grains;

namespace MzPanel.Silo.Hosting;

/// <summary>
/// What every caller of a grain does when the grain's silo goes away: calls that may be repeated are, until the cluster has found
/// the grain a new place; all others fail at once, and whoever asked is told to try again. The one place that repeats calls.
/// </summary>
internal sealed class RepeatedCalls(Jitter jitter, TimeProvider time) : IOutgoingGrainCallFilter
{
    // Above what the cluster needs to notice a dead silo, and with the call itself below what a person or a proxy waits for.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<MethodInfo, bool> Repeatable = new();

    public Task Invoke(IOutgoingGrainCallContext context) =>
        Repeatable.GetOrAdd(context.InterfaceMethod, method => method.IsDefined(typeof(RepeatableAttribute), inherit: false))
            ? RepeatAsync(context) : context.Invoke();

    private async Task RepeatAsync(IOutgoingGrainCallContext context)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception e) when (IsOfSilo(e) && time.GetElapsedTime(started) + pause < Limit)
            {
                // Spread: whoever talked to that silo finds it gone in the same moment.
                await Task.Delay(jitter.Between(pause / 2, pause), time);
            }
        }
    }

    /// <summary>The silo is gone, or not reached; a timeout is neither: the call may be under way.</summary>
    private static bool IsOfSilo(Exception e) => e is SiloUnavailableException or OrleansMessageRejectionException;
}
