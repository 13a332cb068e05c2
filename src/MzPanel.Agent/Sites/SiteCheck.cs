using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Sites;

/// <summary>
/// Holds what is stored, and what is about to be, against the same schema as arguments that come in: what was written long ago, or
/// by another hand, is trusted no more than what comes over the link.
/// </summary>
internal static class SiteCheck
{
    public static void Holds(SiteEntry site)
    {
        var asked = new SiteArguments(site.SiteId, site.Domain, site.Aliases, site.Kind, site.Upstream, site.PhpVersion, site.UploadMb);
        var faults = SiteCreate.Kind.Args.Check(JsonSerializer.SerializeToElement(asked, SitesJson.Default.SiteArguments));
        if (faults.Count > 0)
            throw new SiteException("bad_args", string.Join("; ", faults.Select(f => f.Key + " " + f.Value[0])));
        if (site.User != SiteUsers.NameFor(site.SiteId))
            throw new SiteException("bad_args", "The user is not that of this site.");
    }
}

/// <summary>A site as arguments of <c>site.create</c>.</summary>
internal sealed record SiteArguments(
    string SiteId, string Domain, IReadOnlyList<string> Aliases, string Kind, string? Upstream, string? PhpVersion, int UploadMb);
