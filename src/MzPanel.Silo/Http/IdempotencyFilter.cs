using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Holds a lease on the key while a POST runs, answers repetitions, and gives the lease back where nothing came of it.</summary>
internal sealed class IdempotencyFilter(IdempotencyRecords records, BodyHash hash, TimeProvider time, ILogger<IdempotencyFilter> log) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotent-Replayed";

    private const int LongestKey = 255;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!Applies(context))
            return await next(invocation);
        var request = await IdentifyAsync(context);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (await records.FindAsync(request.Caller, request.Key, now) is { } earlier)
            return Replay(context, earlier, request);
        if (!await records.LeaseAsync(request.Caller, request.Key, request.BodyHash, now))
            return await ReplayAsync(context, request, now);
        return await RunAsync(invocation, next, request, now);
    }

    private static bool Applies(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Request.Headers.ContainsKey(Header)
        && context.GetEndpoint()!.Metadata is var metadata
        && metadata.GetMetadata<WithoutKey>() is null
        && metadata.GetMetadata<Needed>()?.Capability != Capability.Agent;

    private async ValueTask<KeyedRequest> IdentifyAsync(HttpContext context)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length is 0 or > LongestKey || key.Any(c => c is < ' ' or > '~'))
            throw Faults.Of(Header, $"must be 1 to {LongestKey} printable ASCII characters");
        var caller = context.Features.Get<CallerIdentity>() is { } identity
            ? $"{identity.WorkspaceId}/{identity.CallerId}"
            : $"address/{ClientAddress.Host(context)}";
        return new(caller, key, hash.Of(context.Request, (await RawBody.ReadAsync(context)).Bytes.Span));
    }

    private async ValueTask<object?> RunAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, KeyedRequest request, long now)
    {
        var context = invocation.HttpContext;
        var answer = Idempotency.Of(context);
        answer.Holds(request, now);
        var succeeded = false;
        try
        {
            var result = await next(invocation);
            succeeded = (result as IStatusCodeHttpResult)?.StatusCode is null or (>= 200 and < 300);
            if (succeeded && !answer.IsKept)
                log.AnswerWasNotKept(context.GetEndpoint()?.DisplayName, context.TraceIdentifier);
            return result;
        }
        catch (KeyTakenException)
        {
            return await ReplayAsync(context, request, now);
        }
        finally
        {
            if (!succeeded || !answer.IsKept)
                await ReleaseAsync(context, request, now);
        }
    }

    private async ValueTask<object?> ReplayAsync(HttpContext context, KeyedRequest request, long now) =>
        await records.FindAsync(request.Caller, request.Key, now) is { } earlier ? Replay(context, earlier, request) : throw InFlight();

    private static KeptResult Replay(HttpContext context, KeptRow earlier, KeyedRequest request)
    {
        if (!earlier.BodyHash.AsSpan().SequenceEqual(request.BodyHash))
            throw new PanelException(PanelError.IdempotencyMismatch, "This key was used for another request.");
        if (earlier.Status == KeptRow.InFlight)
            throw InFlight();
        context.Response.Headers[Replayed] = "true";
        return new(earlier);
    }

    private async ValueTask ReleaseAsync(HttpContext context, KeyedRequest request, long now)
    {
        try
        {
            await records.ReleaseAsync(request.Caller, request.Key, now);
        }
        catch (Exception e) when (Data.StorageException.Of(e) is not null)
        {
            log.LeaseWasNotReleased(e, context.TraceIdentifier);
        }
    }

    private static PanelException InFlight() =>
        new(PanelError.IdempotencyInFlight, "A request with this key is still running.", retryAfterS: 1);
}
