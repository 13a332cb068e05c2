using System.Text.Json;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites;

/// <summary><c>/etc/mz/engine.json</c>: what the owner of a VPS may set for its sites and backups; absent on most.</summary>
internal sealed record EngineSettings
{
    public const int UsualHttp = 80;
    public const int UsualHttps = 443;
    public const string LetsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";
    public const string LetsEncryptStaging = "https://acme-staging-v02.api.letsencrypt.org/directory";

    public int HttpPort { get; init; } = UsualHttp;

    public int HttpsPort { get; init; } = UsualHttps;

    /// <summary>Directory of the certificate authority (RFC 8555).</summary>
    public string AcmeServer { get; init; } = LetsEncrypt;

    /// <summary>Certificates to trust when speaking with the authority, where it is one's own.</summary>
    public string? AcmeTrust { get; init; }

    /// <summary>Seconds that a change of the firewall has to be confirmed in.</summary>
    public int FirewallConfirmS { get; init; } = 60;

    /// <summary>Certificates to trust when speaking with object storage, where it is one's own.</summary>
    public string? StorageTrust { get; init; }

    public static string PathIn(AgentRoot root) => root.Resolve("/etc/mz/engine.json");

    public static EngineSettings Read(AgentRoot root)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathIn(root)), SitesJson.Default.EngineSettings) ?? new EngineSettings();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new EngineSettings();
        }
        catch (JsonException e)
        {
            throw new SiteException("bad_settings", $"/etc/mz/engine.json cannot be read: {e.Message}");
        }
    }
}
