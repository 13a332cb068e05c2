using System.Net;

namespace MzPanel.Agent.Sites.Nginx;

/// <summary>Where a proxy passes requests on to.</summary>
internal sealed record ProxyTarget(string Url, bool IsAddress)
{
    /// <summary><c>localhost</c> is the address: the resolver of nginx does not know it.</summary>
    public static ProxyTarget Parse(string upstream)
    {
        var scheme = upstream[..(upstream.IndexOf("://", StringComparison.Ordinal) + 3)];
        var authority = upstream[scheme.Length..];
        var colon = authority.LastIndexOf(':');
        var host = colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        return host == "localhost" ? new ProxyTarget(scheme + "127.0.0.1" + authority[host.Length..], true)
            : new ProxyTarget(upstream, IPAddress.TryParse(host, out _));
    }
}
