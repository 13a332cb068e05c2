using System.Net;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites.Nginx;

/// <summary>What nginx finds on this VPS.</summary>
internal sealed record NginxPlace(bool HasIpv6, IReadOnlyList<string> Resolvers, string Challenges, string FastCgiParameters)
{
    public static NginxPlace Of(AgentRoot root) => new(
        root.SystemText("/proc/net/if_inet6") is { Length: > 0 },
        Nameservers(root.SystemText("/etc/resolv.conf") ?? "") is { Count: > 0 } some ? some : ["127.0.0.1"],
        SitePaths.ChallengesOf(root), root.SystemPath("/etc/nginx/fastcgi_params"));

    // An address of one link only needs an interface, which nginx cannot be told.
    internal static IReadOnlyList<string> Nameservers(string resolvConf) =>
        [.. resolvConf.Split('\n').Select(l => l.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length >= 2 && w[0] == "nameserver").Select(w => IPAddress.TryParse(w[1], out var address) ? address : null)
            .OfType<IPAddress>().Where(a => !a.IsIPv6LinkLocal).Select(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{a}]" : a.ToString())];
}
