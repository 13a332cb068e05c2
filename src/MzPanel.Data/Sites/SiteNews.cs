using MzPanel.Data.Events;

namespace MzPanel.Data.Sites;

/// <summary>What an event of an agent tells about a site's certificate, as a statement of the operation that stores the event.</summary>
internal static class SiteNews
{
    // A renewal lasts longer than what it replaces: what tells of an earlier end is older news, sent again.
    private const string Certificate = """
        UPDATE sites SET version = version + 1, ssl_status = @site_ssl, ssl_issuer = COALESCE(@site_issuer, ssl_issuer),
          ssl_expires_at = COALESCE(@site_expires, ssl_expires_at)
        WHERE id = @site_id AND server_id = @server_id AND deleted_at IS NULL
          AND (ssl_expires_at IS NULL OR COALESCE(@site_expires, ssl_expires_at) >= ssl_expires_at)
          AND EXISTS (SELECT 1 FROM events w WHERE w.id = @id)
        """;

    /// <summary>For <c>ssl.renewed</c> and <c>ssl.expiring</c> of a site.</summary>
    public static IEnumerable<Statement> Of(EventRow row)
    {
        if (row.SubjectType != "site" || StatusOf(row.Name) is not { } status)
            yield break;
        var said = Sites.Certificate.Of(row.Data);
        yield return new Statement(
            Certificate, ("site_id", row.SubjectId), ("server_id", row.ServerId), ("id", row.Id), ("site_ssl", status), ("site_issuer", said.Issuer),
            ("site_expires", said.ExpiresAt));
    }

    private static string? StatusOf(string name) => name switch
    {
        "ssl.renewed" => SslStatus.Active,
        "ssl.expiring" => SslStatus.Expiring,
        _ => null,
    };
}
