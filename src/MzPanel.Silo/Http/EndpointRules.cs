using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Endpoint metadata: what its caller must be allowed to do.</summary>
/// <param name="Capability">By the role of the member.</param>
/// <param name="Resource">By the scopes of a token; absent where no caller is needed.</param>
internal sealed record Needed(Capability Capability, Resource? Resource);

/// <summary>Endpoint metadata: leads to a second factor, and so is open to a member who still has to enrol one.</summary>
internal sealed record LeadsToFactor;

/// <summary>Endpoint metadata: it makes the session cookie, so there is none to judge yet (rest-api.md, section 1).</summary>
internal sealed record MakesSession;

/// <summary>Endpoint metadata: counts against the limit of sign-ins of its address.</summary>
internal sealed record CountsAsSignIn;

/// <summary>Endpoint metadata: counts against the limit of requests, though it is outside of <c>/v1</c>.</summary>
internal sealed record CountsAsRequest;

/// <summary>Endpoint metadata: takes no <c>Idempotency-Key</c>.</summary>
internal sealed record WithoutKey;

/// <summary>Endpoint metadata: media type of its success, where that is not JSON.</summary>
internal sealed record Answers(string MediaType);

/// <summary>Endpoint metadata: errors of its own, besides those that every endpoint of its kind has.</summary>
internal sealed record Refusals(IReadOnlyList<PanelError> Errors);

/// <summary>Endpoint metadata: the rules of <c>/v1</c> hold (bodies, queries, limits, keys).</summary>
internal sealed record IsApi;

internal static class EndpointRules
{
    /// <summary>
    /// Names the capability, and what the endpoint is about where the capability does not say so; start-up fails where either is
    /// not named.
    /// </summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Capability capability, Resource? about = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Needed(capability, about ?? TokenScopes.About(capability)));

    /// <summary>Names what the <c>{id}</c> is; start-up fails where it is not named.</summary>
    public static TBuilder Over<TBuilder>(this TBuilder endpoint, Subject subject) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Over(subject));

    /// <summary>May also be used on what is the caller's own, whatever the role.</summary>
    public static TBuilder AlsoOwn<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AlsoOwn());

    /// <summary>Is open where the tier of the workspace has the feature; role and scope are judged before it.</summary>
    public static TBuilder Gated<TBuilder>(this TBuilder endpoint, string feature) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Gated(feature));

    /// <summary>Is open without a second factor also where the installation requires one.</summary>
    public static TBuilder LeadsToFactor<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new LeadsToFactor());

    /// <summary>For setup, sign-up, sign-in and accept: TLS or loopback, our origin if any is named, few tries, no key.</summary>
    public static TBuilder SignsIn<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.Needs(Capability.Anonymous).WithMetadata(new MakesSession(), new CountsAsSignIn(), new WithoutKey());

    /// <summary>For the other doors that strangers may try.</summary>
    public static TBuilder LimitsTries<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new CountsAsSignIn());

    /// <summary>For what is open to anybody outside of <c>/v1</c>, and costs something.</summary>
    public static TBuilder CountsAsRequest<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new CountsAsRequest());

    /// <summary>Ignores <c>Idempotency-Key</c>.</summary>
    public static TBuilder IgnoresKey<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new WithoutKey());

    /// <summary>Names what a success is, where it is not JSON.</summary>
    public static TBuilder AnswersAs<TBuilder>(this TBuilder endpoint, string mediaType) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Answers(mediaType));

    /// <summary>Names the errors of its own, besides those that every endpoint of its kind has: for the description of the API.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params PanelError[] errors) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Refusals(errors));

    /// <summary>The group of the public API.</summary>
    public static RouteGroupBuilder MapV1(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithMetadata(new IsApi());
        v1.AddEndpointFilter<RequestRules>().AddEndpointFilter<IdempotencyFilter>();
        return v1;
    }
}
