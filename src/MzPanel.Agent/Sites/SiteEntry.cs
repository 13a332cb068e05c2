using System.Text.Json.Serialization;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Agent.Sites.WordPress;

namespace MzPanel.Agent.Sites;

/// <summary>What the VPS says about one site (<c>/etc/mz/sites/SITE_ID.json</c>): the truth about it.</summary>
internal sealed record SiteEntry
{
    public const int UsualUploadMb = 64;

    public required string SiteId { get; init; }

    public required string Domain { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>One of <c>SiteKind</c>.</summary>
    public required string Kind { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>One of <see cref="SiteStage"/>.</summary>
    public string Stage { get; init; } = SiteStage.Making;

    /// <summary>Unix user of this site and of no other.</summary>
    public required string User { get; init; }

    public string? Upstream { get; init; }

    public string? PhpVersion { get; init; }

    public int UploadMb { get; init; } = UsualUploadMb;

    /// <summary>The certificate of an authority; self-signed where absent.</summary>
    public SiteCertificate? Certificate { get; init; }

    /// <summary>Unix ms by the VPS's clock.</summary>
    public long CreatedAt { get; init; }

    [JsonIgnore]
    public IReadOnlyList<string> Names => [Domain, .. Aliases];

    [JsonIgnore]
    public bool RunsPhp => PhpVersion is not null;
}

/// <summary>How far a site has come.</summary>
internal static class SiteStage
{
    /// <summary>It is being made, or that was interrupted: making it again finishes it.</summary>
    public const string Making = "making";

    public const string Ready = "ready";

    /// <summary>It is being removed, or that was interrupted: removing it again finishes it.</summary>
    public const string Removing = "removing";
}

/// <summary>A certificate that an authority gave.</summary>
internal sealed record SiteCertificate
{
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Directory of the authority, by which it is renewed.</summary>
    public required string Authority { get; init; }

    /// <summary>Who signed it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Unix ms.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Severity of the warning that was given about its end, so that it is given once.</summary>
    public string? Warned { get; init; }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(SiteEntry))]
[JsonSerializable(typeof(IReadOnlyList<SiteEntry>))]
[JsonSerializable(typeof(SiteArguments))]
[JsonSerializable(typeof(CertificateFacts))]
[JsonSerializable(typeof(PendingChange))]
[JsonSerializable(typeof(EngineSettings))]
[JsonSerializable(typeof(WordPressInput))]
internal sealed partial class SitesJson : JsonSerializerContext;
