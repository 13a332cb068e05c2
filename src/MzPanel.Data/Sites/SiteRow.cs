using System.Text.Json;

namespace MzPanel.Data.Sites;

/// <summary>A site as the records hold it. Times are unix ms.</summary>
public sealed record SiteRow
{
    /// <summary><c>site_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Workspace that owns it.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Server that it is on.</summary>
    public required string ServerId { get; init; }

    /// <summary>Domain name that it is known by.</summary>
    public required string Domain { get; init; }

    /// <summary>Further names, as its last ended job left them.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What serves it: <c>static</c>, <c>proxy</c>, <c>php</c> or <c>wordpress</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Version of PHP that was asked for.</summary>
    public string? PhpVersion { get; init; }

    /// <summary>Where a proxy passes requests on to.</summary>
    public string? Upstream { get; init; }

    /// <summary>Largest upload that was asked for.</summary>
    public int? UploadMb { get; init; }

    /// <summary>One of <see cref="SiteStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>One of <see cref="Sites.SslStatus"/>.</summary>
    public string SslStatus { get; init; } = Sites.SslStatus.None;

    /// <summary>Who signed the certificate.</summary>
    public string? SslIssuer { get; init; }

    /// <summary>When the certificate ends.</summary>
    public long? SslExpiresAt { get; init; }

    /// <summary>Made at.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Raised by every change.</summary>
    public long Version { get; init; } = 1;

    internal string AliasesJson
    {
        get => JsonSerializer.Serialize(Aliases);
        init => Aliases = JsonSerializer.Deserialize<string[]>(value) ?? [];
    }
}

/// <summary>Which sites of a workspace to list; what is <see langword="null"/> does not count.</summary>
public sealed record SiteFilter
{
    /// <summary>On that server.</summary>
    public string? ServerId { get; init; }

    /// <summary>In that state.</summary>
    public string? Status { get; init; }

    /// <summary>With that text in the domain.</summary>
    public string? Query { get; init; }

    /// <summary>Only on these servers.</summary>
    public IReadOnlyCollection<string>? Servers { get; init; }

    /// <summary>Only these.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }
}
