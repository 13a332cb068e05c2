namespace MzPanel.Silo.Http;

/// <summary>Endpoint metadata: what its caller must be allowed to do.</summary>
internal sealed record Needed(Capability Capability);

/// <summary>Endpoint metadata: it makes the session cookie, so there is none to judge yet (rest-api.md, section 1).</summary>
internal sealed record MakesSession;

/// <summary>Endpoint metadata: counts against the limit of sign-ins of its address.</summary>
internal sealed record CountsAsSignIn;

/// <summary>Endpoint metadata: takes no <c>Idempotency-Key</c>.</summary>
internal sealed record WithoutKey;

/// <summary>Endpoint metadata: media type of its success, where that is not JSON.</summary>
internal sealed record Answers(string MediaType);

/// <summary>Endpoint metadata: the rules of <c>/v1</c> hold (bodies, queries, limits, keys).</summary>
internal sealed record IsApi;

internal static class EndpointRules
{
    /// <summary>Names the capability; start-up fails where none is named.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Capability capability) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Needed(capability));

    /// <summary>For setup, sign-up, sign-in and accept: TLS or loopback, our origin if any is named, few tries, no key.</summary>
    public static TBuilder SignsIn<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.Needs(Capability.Anonymous).WithMetadata(new MakesSession(), new CountsAsSignIn(), new WithoutKey());

    /// <summary>For the other doors that strangers may try.</summary>
    public static TBuilder LimitsTries<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new CountsAsSignIn());

    /// <summary>Ignores <c>Idempotency-Key</c>.</summary>
    public static TBuilder IgnoresKey<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new WithoutKey());

    /// <summary>Names what a success is, where it is not JSON.</summary>
    public static TBuilder AnswersAs<TBuilder>(this TBuilder endpoint, string mediaType) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Answers(mediaType));

    /// <summary>The group of the public API.</summary>
    public static RouteGroupBuilder MapV1(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithMetadata(new IsApi());
        v1.AddEndpointFilter<RequestRules>().AddEndpointFilter<IdempotencyFilter>();
        return v1;
    }
}
