using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Browser;

/// <summary>A certificate for every name of this machine, which nobody but a test's browser believes.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly TempDirectory directory = new();

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest("CN=panel.example.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, made.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public string CertificateFile => Path.Combine(directory.Path, "cert.pem");

    public string KeyFile => Path.Combine(directory.Path, "key.pem");

    public X509Certificate2 Certificate { get; }

    public void Dispose()
    {
        Certificate.Dispose();
        directory.Dispose();
    }
}
