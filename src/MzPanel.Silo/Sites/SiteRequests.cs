using System.Text.Json.Nodes;
using FluentValidation;
using MzPanel.Data.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Sites;

/// <summary>Body of <c>POST /v1/sites</c>. Names are taken in any case, an upstream with or without <c>http://</c>.</summary>
internal sealed record NewSite
{
    public string? ServerId { get; init; }

    public string? Domain { get; init; }

    public IReadOnlyList<string?>? Aliases { get; init; }

    public string? Kind { get; init; }

    public string? PhpVersion { get; init; }

    public string? Upstream { get; init; }

    public int? UploadMb { get; init; }

    public string? Title { get; init; }

    public string? AdminUser { get; init; }

    public string? AdminEmail { get; init; }

    public bool? DryRun { get; init; }

    public JsonObject Args(string id) => SiteArguments.Of(
        ("site_id", id), ("domain", SiteArguments.Name(Domain)), ("aliases", SiteArguments.Names(Aliases)), ("kind", Kind),
        ("upstream", SiteArguments.Origin(Upstream)), ("php_version", PhpVersion), ("upload_mb", UploadMb),
        ("title", Title), ("admin_user", AdminUser), ("admin_email", AdminEmail), SiteArguments.Dry(DryRun));
}

/// <summary>The fields that arguments have too are checked with the arguments of the kind.</summary>
internal sealed class NewSiteValidator : AbstractValidator<NewSite>
{
    private const int Longest = 300;

    public NewSiteValidator() => RuleFor(site => site.ServerId).NotEmpty().MaximumLength(Longest);
}

/// <summary>Body of <c>PATCH /v1/sites/{id}</c>; what is absent stays.</summary>
internal sealed record SiteChange : IChange
{
    public IReadOnlyList<string?>? Aliases { get; init; }

    public string? PhpVersion { get; init; }

    public string? Upstream { get; init; }

    public int? UploadMb { get; init; }

    public bool? DryRun { get; init; }

    public JsonObject Args(SiteRow site)
    {
        var faults = new Faults();
        if (this is { Aliases: null, PhpVersion: null, Upstream: null, UploadMb: null })
            faults.Add(Faults.WholeBody, "names nothing to change");
        if (Upstream is not null && site.Kind != SiteKind.Proxy)
            faults.Add("upstream", "is only for kind proxy");
        if (PhpVersion is not null && site.Kind is not (SiteKind.Php or SiteKind.WordPress))
            faults.Add("php_version", "is only for kind php and wordpress");
        faults.ThrowIfAny();
        return SiteArguments.Of(
            ("site_id", site.Id), ("aliases", SiteArguments.Names(Aliases)), ("php_version", PhpVersion), ("upstream", SiteArguments.Origin(Upstream)),
            ("upload_mb", UploadMb), SiteArguments.Dry(DryRun));
    }
}

internal sealed class SiteChangeValidator : AbstractValidator<SiteChange>;

/// <summary>Body of <c>POST /v1/sites/{id}/ssl</c>, which may be left out.</summary>
internal sealed record SslRequest
{
    public string? Email { get; init; }

    public bool? Staging { get; init; }

    public bool? DryRun { get; init; }

    public JsonObject Args(string siteId) => SiteArguments.Of(("site_id", siteId), ("email", Email), ("staging", Staging), SiteArguments.Dry(DryRun));
}

internal sealed class SslRequestValidator : AbstractValidator<SslRequest>;

/// <summary>Body of <c>POST /v1/sites/{id}/enable</c> and <c>disable</c>, which may be left out, and query of the removal.</summary>
internal sealed record SiteRequest
{
    public bool? DryRun { get; init; }

    public JsonObject Args(string siteId) => SiteArguments.Of(("site_id", siteId), SiteArguments.Dry(DryRun));
}

internal sealed class SiteRequestValidator : AbstractValidator<SiteRequest>;
