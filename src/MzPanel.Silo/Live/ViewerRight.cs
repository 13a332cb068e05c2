using System.IO.Pipelines;
using MzPanel.Data;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>
/// The right of a caller to go on watching. The records are asked again twice a second, on whatever silo the right was changed:
/// a sign-out, a revoked token, a removal end it within a second, be the viewer slow or silent.
/// </summary>
internal sealed class ViewerRight : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource over;
    private readonly Func<CallerIdentity, CallerIdentity?, bool> isRight;
    private readonly ICallerSource callers;
    private readonly Task asking;
    private volatile CallerIdentity now;
    private volatile bool isLost;

    private ViewerRight(HttpContext context, CallerIdentity caller, Func<CallerIdentity, CallerIdentity?, bool> isRight)
    {
        (now, this.isRight, over) = (caller, isRight, CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted));
        var services = context.RequestServices;
        callers = services.GetRequiredService<ICallerSource>();
        asking = AskAsync(Credentials(context), services.GetRequiredService<TimeProvider>());
    }

    /// <summary>The right is over, or the viewer is gone.</summary>
    public CancellationToken Over => over.Token;

    /// <summary>The caller as the records knew it last.</summary>
    public CallerIdentity Now => now;

    /// <summary>Ends with another role or scope as well: whoever may still look comes back and is judged anew.</summary>
    public static ViewerRight Of(HttpContext context, CallerIdentity caller) => new(context, caller, (before, later) => before.IsStill(later));

    /// <summary>Outlives another role or scope, for those who judge by <see cref="Now"/> whatever they show.</summary>
    public static ViewerRight Following(HttpContext context, CallerIdentity caller) => new(context, caller, (before, later) => before.IsSame(later));

    /// <summary>For those who answer after they have waited.</summary>
    public void Require()
    {
        if (isLost)
            throw CallerIdentity.Unknown();
    }

    /// <summary>Sends what is written; refuses once the right is over, so that a download breaks off rather than seems to be whole.</summary>
    public async ValueTask FlushAsync(PipeWriter output)
    {
        Require();
        try
        {
            await output.FlushAsync(Over);
        }
        catch (OperationCanceledException)
        {
            Require();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await asking;
        over.Dispose();
    }

    private async Task AskAsync(HttpContext credentials, TimeProvider time)
    {
        using var timer = new PeriodicTimer(AskEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
                if (await FindAsync(credentials) is { } later)
                    now = later;
                else
                    await EndAsync();
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
        catch
        {
            // A right that cannot be asked after any more is none.
            await EndAsync();
            throw;
        }
    }

    private async Task EndAsync()
    {
        isLost = true;
        await over.CancelAsync();
    }

    // While the records cannot answer nobody can change a right either: streams stay open (delivery.md, "Who waits for whom", 7).
    private async Task<CallerIdentity?> FindAsync(HttpContext credentials)
    {
        try
        {
            return await callers.FindAsync(credentials) is var later && isRight(now, later) ? later : null;
        }
        catch (Exception e) when (StorageException.Of(e) is not null)
        {
            return now;
        }
    }

    // A copy, because a request is for one thread at a time, and another one is answering it.
    private static DefaultHttpContext Credentials(HttpContext context)
    {
        var copy = new DefaultHttpContext { TraceIdentifier = context.TraceIdentifier };
        copy.Connection.RemoteIpAddress = context.Connection.RemoteIpAddress;
        foreach (var (name, value) in context.Request.Headers)
            copy.Request.Headers[name] = value;
        return copy;
    }
}
