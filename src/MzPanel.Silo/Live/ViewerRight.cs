using MzPanel.Data;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>
/// The right of a caller to go on watching. The records are asked again twice a second, on whatever silo the right was changed:
/// a sign-out, a revoked token, a removal, another role or scope end it within a second. Whoever may still look comes back and
/// is judged anew.
/// </summary>
internal sealed class ViewerRight : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource over;
    private readonly Task asking;
    private volatile bool isLost;

    private ViewerRight(HttpContext context, CallerIdentity caller)
    {
        over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var services = context.RequestServices;
        asking = AskAsync(context, caller, services.GetRequiredService<ICallerSource>(), services.GetRequiredService<TimeProvider>());
    }

    /// <summary>The right is over, or the viewer is gone.</summary>
    public CancellationToken Over => over.Token;

    public static ViewerRight Of(HttpContext context, CallerIdentity caller) => new(context, caller);

    /// <summary>For those who answer after they have waited.</summary>
    public void Require()
    {
        if (isLost)
            throw CallerIdentity.Unknown();
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await asking;
        over.Dispose();
    }

    private async Task AskAsync(HttpContext context, CallerIdentity caller, ICallerSource callers, TimeProvider time)
    {
        using var timer = new PeriodicTimer(AskEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
                if (!await IsStillAsync(context, caller, callers))
                {
                    isLost = true;
                    await over.CancelAsync();
                }
        }
        catch (OperationCanceledException)
        {
        }
    }

    // While the records cannot answer nobody can change a right either: streams stay open (delivery.md, "Who waits for whom", 7).
    private static async Task<bool> IsStillAsync(HttpContext context, CallerIdentity caller, ICallerSource callers)
    {
        try
        {
            return caller.IsStill(await callers.FindAsync(context));
        }
        catch (Exception e) when (StorageException.Of(e) is not null)
        {
            return true;
        }
    }
}
