using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MzPanel.Bench;

/// <summary>A certificate for <c>localhost</c> that signs itself, as files.</summary>
internal sealed class SelfSigned : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mzbench-").FullName;

    public SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(directory, "localhost.pem");

    public string KeyFile => Path.Combine(directory, "localhost.key");

    /// <summary>A client's handler that trusts this certificate.</summary>
    public SocketsHttpHandler Trusting()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(CertificateFile));
        return new SocketsHttpHandler { UseCookies = false, SslOptions = { CertificateChainPolicy = policy } };
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
