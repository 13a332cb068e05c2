using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>Which errors an endpoint may answer: what follows from its kind, and what it names itself (<see cref="Refusals"/>).</summary>
internal static class EndpointErrors
{
    private static readonly PanelError[] OfAll = [PanelError.Internal, PanelError.Unavailable];
    private static readonly PanelError[] OfTheApi = [PanelError.RateLimited, PanelError.StorageUnavailable];
    private static readonly PanelError[] OfInput = [PanelError.NotAcceptable, PanelError.ValidationFailed];
    private static readonly PanelError[] OfBodies = [PanelError.MalformedJson, PanelError.PayloadTooLarge, PanelError.UnsupportedMediaType];
    // Where the tier has no API, tokens meet the lock everywhere.
    private static readonly PanelError[] OfCallers = [PanelError.Unauthenticated, PanelError.Forbidden, PanelError.TierLocked];
    private static readonly PanelError[] OfKeys = [PanelError.IdempotencyInFlight, PanelError.IdempotencyMismatch];

    public static IReadOnlyList<PanelError> Of(EndpointMetadataCollection endpoint, string method, bool namesAnObject)
    {
        var errors = new SortedSet<PanelError>(OfAll);
        errors.UnionWith(endpoint.GetOrderedMetadata<Refusals>().SelectMany(own => own.Errors));
        if (endpoint.GetMetadata<IsApi>() is null)
            return [.. errors];
        errors.UnionWith(OfTheApi);
        var needed = endpoint.GetMetadata<Needed>()!.Capability;
        if (needed != Capability.Agent)
            errors.UnionWith(OfInput);
        AddCaller(errors, endpoint, needed);
        if (namesAnObject)
            errors.Add(PanelError.NotFound);
        if (!HttpMethods.IsGet(method))
            AddChange(errors, endpoint, method);
        return [.. errors];
    }

    /// <summary>What anybody is told who sends a body to an endpoint that takes none: true of every <c>GET</c>, and not worth saying.</summary>
    public static bool IsOfStrayBody(PanelError error) => OfBodies.Contains(error);

    private static void AddCaller(SortedSet<PanelError> errors, EndpointMetadataCollection endpoint, Capability needed)
    {
        if (needed is Capability.Anonymous or Capability.Agent)
            return;
        errors.UnionWith(OfCallers);
        if (endpoint.GetMetadata<LeadsToFactor>() is null)
            errors.Add(PanelError.MfaRequired);
    }

    private static void AddChange(SortedSet<PanelError> errors, EndpointMetadataCollection endpoint, string method)
    {
        var needed = endpoint.GetMetadata<Needed>()!.Capability;
        errors.UnionWith(OfBodies);
        errors.Add(PanelError.StorageFull);
        if (endpoint.GetMetadata<MakesSession>() is not null || needed is not (Capability.Anonymous or Capability.Agent))
            errors.Add(PanelError.OriginNotAllowed);
        if (TakesKey(endpoint, method))
            errors.UnionWith(OfKeys);
        if (TakesTag(method))
            errors.Add(PanelError.PreconditionFailed);
    }

    public static bool TakesKey(EndpointMetadataCollection endpoint, string method) =>
        HttpMethods.IsPost(method) && endpoint.GetMetadata<WithoutKey>() is null && endpoint.GetMetadata<IsApi>() is not null;

    public static bool TakesTag(string method) => HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method);
}
