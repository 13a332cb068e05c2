using System.Text.Json.Serialization;
using MzPanel.Data.Enrollment;
using MzPanel.Grains.License;
using MzPanel.Silo.Enrollment;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>How a VPS is connected, as it is shown once.</summary>
internal sealed record InstallView(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Token,
    DateTimeOffset ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Command)
{
    /// <summary>What a repetition of the request gets: secrets are never replayed.</summary>
    public InstallView Redacted() => this with { Token = null, Command = null };
}

/// <summary>Makes what a person needs to connect a VPS.</summary>
internal sealed class Installs(PublicUrl url, KeyRing keys, AgentDownloads downloads)
{
    public async Task<InstallView> OfAsync(InstallToken token, CancellationToken ct) => new(
        token.Text, ApiTime.Of(token.ExpiresAt), InstallLine.Of(url.Url, token.Text, keys.Thumbprint, await downloads.ListAsync(ct)));
}
