using FluentValidation;
using Microsoft.Net.Http.Headers;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>
/// What holds for every route of <c>/v1</c> whatever its parameters: an acceptable answer, no body or query parameter that
/// nobody reads. Agents are exempt: other versions of them may send more.
/// </summary>
internal sealed class RequestRules(IValidator<Nothing> nothing) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var metadata = context.GetEndpoint()!.Metadata;
        if (metadata.GetMetadata<Needed>()?.Capability == Capability.Agent)
            return await next(invocation);
        // Answers are for this caller and this moment.
        context.Response.Headers.CacheControl = "no-store";
        CheckAccept(context.Request, metadata.GetMetadata<Answers>()?.MediaType ?? "application/json");
        if (metadata.GetMetadata<TakesQuery>() is null)
            CheckNoQuery(context.Request);
        if (metadata.GetMetadata<TakesBody>() is null)
            await CheckNoBodyAsync(context);
        return await next(invocation);
    }

    private static void CheckAccept(HttpRequest request, string answer)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges))
            return;
        var type = new MediaTypeHeaderValue(answer) { Charset = "utf-8" };
        var best = ranges.Where(range => type.IsSubsetOf(range)).OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .FirstOrDefault();
        if (best is null || best.Quality == 0)
            throw new PanelException(PanelError.NotAcceptable, $"The answer is {answer}, which the Accept header excludes.");
    }

    private static void CheckNoQuery(HttpRequest request)
    {
        var faults = new Faults();
        foreach (var name in request.Query.Keys)
            faults.Add(name, "is not known here");
        faults.ThrowIfAny();
    }

    private async ValueTask CheckNoBodyAsync(HttpContext context)
    {
        var raw = await RawBody.ReadAsync(context);
        if (raw.Bytes.Length > 0)
            StrictJson<Nothing>.Read(raw.Bytes, nothing);
    }
}

internal sealed class NothingValidator : AbstractValidator<Nothing>;
