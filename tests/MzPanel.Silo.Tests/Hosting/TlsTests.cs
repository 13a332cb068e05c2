using System.Net;
using System.Net.Sockets;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using MzPanel.Silo.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Hosting;

public sealed class TlsTests
{
    [Fact]
    public async Task The_silo_serves_https_with_the_certificate_of_its_files()
    {
        using var files = new TempDirectory();
        var tls = Write(files, "one");
        await using var silo = await WholeSilo.StartAsync(
            $"--Urls=https://127.0.0.1:{FreePort.Next()}", $"--Tls:CertificateFile={tls.CertificateFile}", $"--Tls:KeyFile={tls.KeyFile}");
        Assert.Equal("CN=one", await ShownAsync(silo.Silo.Url.Url));
    }

    [Fact]
    public void A_changed_certificate_is_taken_and_a_broken_one_is_not()
    {
        using var files = new TempDirectory();
        using var certificate = new Certificate(Write(files, "one"), TimeProvider.System);
        certificate.Open(NullLogger<Certificate>.Instance);
        File.WriteAllText(Path.Combine(files.Path, "cert.pem"), "half a file");
        certificate.Look(NullLogger<Certificate>.Instance);
        Assert.Equal("CN=one", certificate.Current.TargetCertificate.Subject);
        Write(files, "two");
        certificate.Look(NullLogger<Certificate>.Instance);
        Assert.Equal("CN=two", certificate.Current.TargetCertificate.Subject);
    }

    private static TlsOptions Write(TempDirectory files, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var tls = new TlsOptions { CertificateFile = Path.Combine(files.Path, "cert.pem"), KeyFile = Path.Combine(files.Path, "key.pem") };
        File.WriteAllText(tls.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(tls.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return tls;
    }

    private static async Task<string> ShownAsync(Uri url)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, url.Port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.Subject;
    }
}
