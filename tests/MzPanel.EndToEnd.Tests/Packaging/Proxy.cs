using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Packaging;

/// <summary>A real proxy with the configuration we ship, brought to addresses of this machine.</summary>
internal sealed partial class Proxy : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly string program;
    private readonly string shipped;
    private Process? process;

    private Proxy(string program, string file) => (this.program, shipped) = ("/usr/sbin/" + program, File.ReadAllText(Path.Combine(Programs.Root, "packaging", file)));

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    private bool IsNginx => program.EndsWith("nginx", StringComparison.Ordinal);

    public static Proxy Nginx() => new("nginx", "nginx-mzpanel.conf");

    public static Proxy HAProxy() => new("haproxy", "haproxy-mzpanel.cfg");

    /// <summary>What the program itself says about the file as it is shipped, with a certificate where it wants one.</summary>
    public Task<(int Code, string Output, string Error)> CheckAsync()
    {
        MakeCertificate();
        var file = Write(shipped.Replace("/etc/ssl/mzpanel", directory.Path, StringComparison.Ordinal));
        return Programs.RunAsync(program, IsNginx ? ["-t", "-q", "-c", file] : ["-c", "-q", "-f", file]);
    }

    /// <summary>Starts it before three silos of which one is there; without TLS, which the test has no use for.</summary>
    public void Start(Uri silo)
    {
        var left = new Queue<Uri>([new($"http://127.0.0.1:{FreePort.Next()}"), silo, new($"http://127.0.0.1:{FreePort.Next()}")]);
        var text = SiloAddress().Replace(shipped, _ => left.Dequeue().Authority);
        text = text.Replace("listen 443 ssl http2", $"listen {Address.Authority}", StringComparison.Ordinal)
            .Replace("maxconn 40000", "maxconn 1000", StringComparison.Ordinal)
            .Replace("bind :443 ssl crt /etc/ssl/mzpanel/panel.pem alpn h2,http/1.1", $"bind {Address.Authority}", StringComparison.Ordinal);
        var file = Write(Certificates().Replace(text, ""));
        process = Process.Start(new ProcessStartInfo(program, IsNginx ? ["-c", file, "-g", "daemon off;"] : ["-db", "-q", "-f", file]));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            using var end = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        directory.Dispose();
    }

    private string Write(string text)
    {
        var file = Path.Combine(directory.Path, "proxy.conf");
        File.WriteAllText(file, !IsNginx ? text : $$"""
            pid {{directory.Path}}/nginx.pid;
            error_log stderr crit;
            events { }
            http {
                access_log off;
                client_body_temp_path {{directory.Path}}/body;
                proxy_temp_path {{directory.Path}}/proxy;
                fastcgi_temp_path {{directory.Path}}/fastcgi;
                uwsgi_temp_path {{directory.Path}}/uwsgi;
                scgi_temp_path {{directory.Path}}/scgi;
                {{text}}
            }
            """);
        return file;
    }

    private void MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=panel.example.org", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(directory.Path, "fullchain.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory.Path, "privkey.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(directory.Path, "panel.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }

    [GeneratedRegex(@"10\.0\.0\.1[123]:5080", RegexOptions.None, 1000)]
    private static partial Regex SiloAddress();

    [GeneratedRegex(@"^\s*ssl_certificate.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Certificates();
}
