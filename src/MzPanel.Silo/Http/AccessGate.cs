using Microsoft.Extensions.Options;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Limits;

namespace MzPanel.Silo.Http;

/// <summary>Every request to an endpoint passes here: origin, caller, limits, capability, tier, in this order.</summary>
internal sealed class AccessGate(RequestDelegate next, OriginRule origins, RateLimits limits, IOptions<AccessOptions> access)
{
    private static readonly PathString[] Metered = ["/v1", "/docs"];

    public async Task InvokeAsync(HttpContext context, ICallerSource callers)
    {
        // Routing's own answers (405, 415) are endpoints too, without routes and without anything to protect.
        if (context.GetEndpoint() is RouteEndpoint { Metadata: var metadata })
            await AdmitAsync(context, metadata, callers);
        else if (Metered.Any(path => context.Request.Path.StartsWithSegments(path)))
            limits.Requests.Take(context, ClientAddress.Host(context));
        await next(context);
    }

    private async ValueTask AdmitAsync(HttpContext context, EndpointMetadataCollection metadata, ICallerSource callers)
    {
        var needed = metadata.GetMetadata<Needed>() ?? throw new InvalidOperationException("The endpoint names no capability.");
        if (needed.Capability == Capability.Agent)
        {
            // A connecting agent passes the agents' own door instead (Admission).
            if (metadata.GetMetadata<IsApi>() is not null)
                limits.Registrations.Take(context, ClientAddress.Host(context));
            return;
        }
        origins.Check(context, metadata);
        var caller = needed.Capability == Capability.Anonymous ? null : await callers.FindAsync(context);
        if (metadata.GetMetadata<IsApi>() is not null || metadata.GetMetadata<CountsAsRequest>() is not null)
            limits.Requests.Take(context, caller?.CallerId ?? ClientAddress.Host(context));
        if (metadata.GetMetadata<CountsAsSignIn>() is not null)
            limits.SignIns.Take(context, ClientAddress.Host(context));
        if (needed.Capability == Capability.Anonymous)
            return;
        await AuthoriseAsync(context, caller ?? throw CallerIdentity.Unknown(), needed, metadata);
        if (access.Value.LacksFactor(caller) && metadata.GetMetadata<LeadsToFactor>() is null)
            throw new PanelException(PanelError.MfaRequired, "Set up a second factor first: this installation requires it of owners and admins.");
        if (caller.TokenId is not null)
            CheckTier(context, caller, TierFeature.Api);
        if (metadata.GetMetadata<Gated>() is { } gated)
            CheckTier(context, caller, gated.Feature);
    }

    private static void CheckTier(HttpContext context, CallerIdentity caller, string feature)
    {
        if (!context.RequestServices.GetRequiredService<ITierGate>().Opens(caller.Tier, feature))
            throw new PanelException(PanelError.TierLocked, $"The tier of this workspace does not have {feature}.");
    }

    private static async ValueTask AuthoriseAsync(HttpContext context, CallerIdentity caller, Needed needed, EndpointMetadataCollection metadata)
    {
        context.Features.Set(caller);
        if (!CapabilityTable.Allows(caller.Role, needed.Capability))
            await CheckExceptionAsync(context, caller, metadata);
        if (!caller.Holds(TokenScopes.Of(needed.Resource!.Value, context.Request)))
            throw new PanelException(PanelError.Forbidden, "The scopes of this token do not allow this.");
    }

    // Also where the role is not enough, what is out of scope must look like what never existed.
    private static async ValueTask CheckExceptionAsync(HttpContext context, CallerIdentity caller, EndpointMetadataCollection metadata)
    {
        var sight = metadata.GetMetadata<Over>() is { Subject: var subject }
            ? await context.RequestServices.GetServices<ISight>().Single(s => s.Of == subject).SeeAsync(caller, (string)context.GetRouteValue("id")!)
            : Sight.InScope;
        if (sight == Sight.None)
            throw PanelException.NotFound();
        if (sight != Sight.Own || metadata.GetMetadata<AlsoOwn>() is null)
            throw new PanelException(PanelError.Forbidden, "Your role does not allow this.");
    }
}
