using System.Security.Cryptography.X509Certificates;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites.Tls;

/// <summary>Certificates of an authority, by certbot over HTTP-01: nginx serves the answers to the challenges already.</summary>
internal sealed class Certbot(SiteParts parts)
{
    private const int Kept = 20;

    // While it runs nobody else may work on sites.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly CommandContext context = parts.Context;

    public static void CheckInstalled()
    {
        if (!ProgramFinder.Has("certbot"))
            throw SiteException.Missing("certbot", "certbot");
    }

    /// <summary>
    /// Gets or renews the certificate of a site. What is there and still good is kept unless <paramref name="anew"/> says otherwise,
    /// so that running it again costs the authority nothing.
    /// </summary>
    public async Task IssueAsync(SiteEntry site, string authority, string? email, bool anew, CancellationToken cancelled)
    {
        var paths = new SitePaths(context.Root, site.SiteId);
        string[] arguments =
        [
            "certonly", "--non-interactive", "--agree-tos", "--webroot", "--webroot-path", SitePaths.ChallengesOf(context.Root),
            "--cert-name", paths.CertificateName, "--server", authority, "--key-type", "ecdsa", "--renew-with-new-domains",
            "--config-dir", context.Root.Resolve("/etc/letsencrypt"), "--work-dir", context.Root.Resolve("/var/lib/letsencrypt"),
            "--logs-dir", context.Root.Resolve("/var/log/letsencrypt"), $"--max-log-backups={Kept}",
            anew ? "--force-renewal" : "--keep-until-expiring",
            .. email is null ? new[] { "--register-unsafely-without-email" } : ["--no-eff-email", "--email=" + email],
            .. site.Names.Select(name => "--domain=" + name),
        ];
        var code = await RunAsync(new ProgramCall("certbot", arguments, Environment: Trust()), cancelled);
        if (code != 0)
            throw new SiteException("certificate_refused", $"certbot ended with exit code {code} and got no certificate; what it said is in the log.");
    }

    /// <summary>The certificate that lies there, or <see langword="null"/>.</summary>
    public static X509Certificate2? Read(SitePaths paths) => File.Exists(paths.Issued + "/fullchain.pem")
        ? X509Certificate2.CreateFromPem(File.ReadAllText(paths.Issued + "/fullchain.pem")) : null;

    /// <summary>What certbot's own "delete" removes.</summary>
    public void Forget(SitePaths paths)
    {
        var config = context.Root.Resolve("/etc/letsencrypt");
        SystemFile.Delete($"{config}/renewal/{paths.CertificateName}.conf");
        SystemFile.DeleteDirectory(paths.Issued);
        SystemFile.DeleteDirectory($"{config}/archive/{paths.CertificateName}");
    }

    private async Task<int> RunAsync(ProgramCall call, CancellationToken cancelled)
    {
        try
        {
            return await parts.Time.WithinAsync(Limit, c => context.RunAsync(call, c), cancelled);
        }
        catch (TimeoutException)
        {
            throw new SiteException("certificate_refused", $"certbot took longer than {Limit.TotalMinutes} minutes and was ended.");
        }
    }

    private Dictionary<string, string>? Trust() => parts.Settings.AcmeTrust is { } file ? new() { ["REQUESTS_CA_BUNDLE"] = file } : null;
}
