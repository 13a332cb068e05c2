using Microsoft.Extensions.Options;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>
/// Which browser pages may make unsafe requests (rest-api.md, section 1). SameSite alone does not stop a customer's site on
/// a sibling sub-domain.
/// </summary>
internal sealed class OriginRule(PublicUrl ours, IOptions<AccessOptions> access)
{
    public void Check(HttpContext context, EndpointMetadataCollection endpoint)
    {
        var request = context.Request;
        if (IsSafe(request.Method) || request.Headers.Authorization.Count > 0)
            return;
        if (endpoint.GetMetadata<MakesSession>() is not null)
            CheckSignIn(request);
        else if (request.Cookies.ContainsKey(SessionCookie.Name) && !ComesFromUs(request))
            throw Refusal("This request does not come from the dashboard.");
    }

    private void CheckSignIn(HttpRequest request)
    {
        if (!request.IsHttps && !IsLoopback(request.Host))
            throw Refusal("Signing in needs TLS (https): over plain http the browser would not keep the session.");
        if (Site(request) is { } site && site != "same-origin" && !IsAllowed(Origin(request))
            || Origin(request) is { } origin && !ours.IsOurs(origin) && !IsAllowed(origin))
            throw Refusal("This request does not come from the dashboard.");
    }

    private bool ComesFromUs(HttpRequest request)
    {
        if (IsAllowed(Origin(request)))
            return true;
        return Site(request) is { } site ? site == "same-origin" : Origin(request) is { } origin && ours.IsOurs(origin);
    }

    private bool IsAllowed(string? origin) => origin is not null && access.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    private static string? Origin(HttpRequest request) => request.Headers.Origin.Count > 0 ? request.Headers.Origin.ToString() : null;

    private static string? Site(HttpRequest request) =>
        request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site.Count > 0 ? site.ToString() : null;

    private static bool IsLoopback(HostString host) =>
        host.HasValue && Uri.TryCreate($"http://{host.Value}", UriKind.Absolute, out var uri) && uri.IsLoopback;

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static PanelException Refusal(string message) => new(PanelError.OriginNotAllowed, message);
}
