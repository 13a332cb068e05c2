using System.Diagnostics;

namespace MzPanel.Testing;

/// <summary>Waits for something that only looking tells, with a time limit.</summary>
public static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Looks until it is so; <paramref name="between"/> runs before each further look, for example to move a fake clock.</summary>
    public static async Task Async(Func<Task<bool>> isSo, Action? between = null, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (clock.Elapsed > (limit ?? Limit))
                throw new TimeoutException("It did not become so in time.");
            between?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
