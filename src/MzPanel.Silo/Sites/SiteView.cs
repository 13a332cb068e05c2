using MzPanel.Data.Sites;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Sites;

/// <summary>A site as the API shows it (rest-api.md, sites).</summary>
internal sealed record SiteView
{
    public required string Id { get; init; }

    public required string ServerId { get; init; }

    public required string Domain { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    public required string Kind { get; init; }

    public string? PhpVersion { get; init; }

    public string? Upstream { get; init; }

    public int? UploadMb { get; init; }

    public required string Status { get; init; }

    public required SslView Ssl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static SiteView Of(SiteRow site) => new()
    {
        Id = site.Id,
        ServerId = site.ServerId,
        Domain = site.Domain,
        Aliases = site.Aliases,
        Kind = site.Kind,
        PhpVersion = site.PhpVersion,
        Upstream = site.Upstream,
        UploadMb = site.UploadMb,
        Status = site.Status,
        Ssl = new SslView(site.SslStatus, site.SslIssuer, ApiTime.Of(site.SslExpiresAt)),
        CreatedAt = ApiTime.Of(site.CreatedAt),
    };
}

internal sealed record SslView(string Status, string? Issuer, DateTimeOffset? ExpiresAt);

/// <summary>Answer of everything that changes a site.</summary>
internal sealed record SiteAnswer(SiteView Site, JobView Job);
