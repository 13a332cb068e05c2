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
            ExpiresAt = new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds(),
        };
    }

    public static AgentEvent Renewed(SiteEntry site, SiteCertificate fresh, TimeProvider time) => new()
    {
        Name = "ssl.renewed",
        Severity = EventSeverity.Info,
        Subject = new EventSubject { Type = "site", Id = site.SiteId },
        Message = $"The certificate of {site.Domain} was renewed and is good until {DateTimeOffset.FromUnixTimeMilliseconds(fresh.ExpiresAt):yyyy-MM-dd}.",
        At = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}
