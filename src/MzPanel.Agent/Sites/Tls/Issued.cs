using System.Text.Json;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Sites.Tls;

/// <summary>What is known of a certificate that an authority gave.</summary>
internal static class Issued
{
    public static SiteCertificate Of(SiteParts parts, SiteEntry site, string authority)
    {
        using var certificate = Certbot.Read(parts.Paths(site))
            ?? throw new SiteException("certificate_refused", $"There is no certificate of {site.Domain} where certbot should have put it.");
        return new SiteCertificate
        {
            Names = site.Names,
            Authority = authority,
            Issuer = certificate.Issuer,
            ExpiresAt = new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds(),
        };
    }

    public static AgentEvent Renewed(SiteEntry site, SiteCertificate fresh, TimeProvider time) => new()
    {
        Name = "ssl.renewed",
        Severity = EventSeverity.Info,
        Subject = new EventSubject { Type = "site", Id = site.SiteId },
        Message = $"The certificate of {site.Domain} was renewed and is good until {DateTimeOffset.FromUnixTimeMilliseconds(fresh.ExpiresAt):yyyy-MM-dd}.",
        Data = JsonSerializer.SerializeToElement(CertificateFacts.Of(fresh), SitesJson.Default.CertificateFacts),
        At = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}

/// <summary>What the control plane is told of a certificate.</summary>
/// <param name="Issuer">Who signed it.</param>
/// <param name="ExpiresAt">Unix ms.</param>
internal sealed record CertificateFacts(string Issuer, long ExpiresAt)
{
    public static CertificateFacts Of(SiteCertificate certificate) => new(certificate.Issuer, certificate.ExpiresAt);
}
