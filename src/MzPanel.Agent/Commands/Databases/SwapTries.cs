using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>
/// A few tries of what clients of a database may be in the way of. They come again as soon as they are ended, many of them at once: so the
/// next try comes at a random moment of a window that doubles.
/// </summary>
internal sealed class SwapTries(TimeProvider time, Func<double> random)
{
    /// <summary>After so many the fault is the answer.</summary>
    public const int Most = 8;

    private static readonly TimeSpan FirstWindow = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WidestWindow = TimeSpan.FromSeconds(2);

    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancelled)
    {
        var window = FirstWindow;
        for (var attempt = 1; ; attempt++)
            try
            {
                await work(cancelled);
                return;
            }
            catch (SiteException) when (attempt < Most)
            {
                await Task.Delay(window * (1 + random()) / 2, time, cancelled);
                window = window * 2 < WidestWindow ? window * 2 : WidestWindow;
            }
    }
}
