using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Every request to an endpoint passes here: origin, caller, limits, capability, in this order.</summary>
internal sealed class AccessGate(RequestDelegate next, OriginRule origins, RateLimits limits)
{
    public async Task InvokeAsync(HttpContext context, ICallerSource callers)
    {
        // Routing's own answers (405, 415) are endpoints too, without routes and without anything to protect.
        if (context.GetEndpoint() is RouteEndpoint { Metadata: var metadata })
            await AdmitAsync(context, metadata, callers);
        await next(context);
    }

    private async ValueTask AdmitAsync(HttpContext context, EndpointMetadataCollection metadata, ICallerSource callers)
    {
        var capability = metadata.GetMetadata<Needed>()?.Capability ?? throw new InvalidOperationException("The endpoint names no capability.");
        if (capability == Capability.Agent)
        {
            // A connecting agent passes the agents' own door instead (Admission).
            if (metadata.GetMetadata<IsApi>() is not null)
                limits.Registrations.Take(context, ClientAddress.Host(context));
            return;
        }
        origins.Check(context, metadata);
        var caller = capability == Capability.Anonymous ? null : await callers.FindAsync(context);
        if (metadata.GetMetadata<IsApi>() is not null)
            limits.Requests.Take(context, caller?.UserId ?? ClientAddress.Host(context));
        if (metadata.GetMetadata<CountsAsSignIn>() is not null)
            limits.SignIns.Take(context, ClientAddress.Host(context));
        if (capability != Capability.Anonymous)
            Authorise(context, caller ?? throw CallerIdentity.Unknown(), capability);
    }

    private static void Authorise(HttpContext context, CallerIdentity caller, Capability capability)
    {
        context.Features.Set(caller);
        if (!CapabilityTable.Allows(caller.Role, capability))
            throw new PanelException(PanelError.Forbidden, "Your role does not allow this.");
    }
}
