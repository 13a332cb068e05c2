using MzPanel.Data;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Turns exceptions and bare statuses of everything behind it into the envelope; nothing of ours leaks out.</summary>
internal sealed class ErrorTranslation(RequestDelegate next, ILogger<ErrorTranslation> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBare(context.Response))
                await ErrorAnswer.WriteAsync(context, ErrorTable.OfStatus(context.Response.StatusCode));
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && IsHangUp(e))
        {
            // The caller went away: there is nobody to answer.
        }
        catch (Exception e)
        {
            await RefuseAsync(context, Translate(e, context));
        }
    }

    private static bool IsHangUp(Exception e) => e is OperationCanceledException or IOException;

    private static bool IsBare(HttpResponse response) =>
        !response.HasStarted && response.StatusCode >= 400 && response.ContentType is null && response.ContentLength is null or 0;

    private static async Task RefuseAsync(HttpContext context, PanelException refusal)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer is out: only a broken connection tells the caller that the rest is missing.
            context.Abort();
            return;
        }
        await ErrorAnswer.WriteAsync(context, refusal);
    }

    private PanelException Translate(Exception exception, HttpContext context)
    {
        if (exception is PanelException refusal)
            return refusal;
        if (exception is BadHttpRequestException bad)
            return ErrorTable.OfStatus(bad.StatusCode);
        if (StorageException.Of(exception) is { } storage)
            return OfStorage(storage, context);
        if (exception is TimeoutException or OrleansException)
            return OfCluster(exception, context);
        log.RequestFailed(exception, context.TraceIdentifier, context.Request.Method, context.GetEndpoint()?.DisplayName);
        return ErrorTable.OfStatus(500);
    }

    /// <summary>The grain asked is moving, or its silo is going away; it is there again in a moment.</summary>
    private PanelException OfCluster(Exception exception, HttpContext context)
    {
        log.GrainNotReached(exception, context.TraceIdentifier);
        return new(PanelError.Unavailable, "What was asked for cannot be reached now. Try again.", retryAfterS: 1);
    }

    private PanelException OfStorage(StorageException storage, HttpContext context)
    {
        log.StorageFailed(storage, context.TraceIdentifier, storage.Fault);
        return storage.Fault == StorageFault.Full
            ? new(PanelError.StorageFull, "There is no room left on the disk of the control plane.")
            : new(PanelError.StorageUnavailable, "The records cannot be reached now. Try again.", retryAfterS: 1);
    }
}
