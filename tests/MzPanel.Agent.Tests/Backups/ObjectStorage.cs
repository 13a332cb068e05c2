using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Object storage that speaks S3 over https: npm's s3rver, with a certificate of an authority of one's own.</summary>
internal sealed class ObjectStorage : IDisposable
{
    // Those that s3rver knows.
    public static readonly Dictionary<string, string> Keys = new() { ["access_key_id"] = "S3RVER", ["secret_access_key"] = "S3RVER" };

    private readonly TempDirectory home = new();
    private QuietProgram? server;

    private ObjectStorage()
    {
        WriteCertificate();
        Directory.CreateDirectory(home.Path + "/data");
    }

    public int Port { get; } = FreePort.Next();

    public string Trust => home.Path + "/cert.pem";

    public JsonObject Config => new() { ["endpoint"] = $"https://127.0.0.1:{Port}", ["bucket"] = "backups", ["prefix"] = "panel", ["region"] = "us-east-1" };

    /// <summary>Starts it, after npm has put what its lock file names beside the tests.</summary>
    public static async Task<ObjectStorage> StartAsync()
    {
        var packages = Path.Combine(AppContext.BaseDirectory, "Backups", "Storage");
        if (!File.Exists(packages + "/node_modules/.package-lock.json"))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = packages })!;
            await npm.WaitForExitAsync(limit.Token);
            Assert.Equal(0, npm.ExitCode);
        }
        var storage = new ObjectStorage();
        storage.server = await QuietProgram.StartAsync(storage.Port, "node", packages + "/node_modules/s3rver/bin/s3rver.js", "--directory", storage.home.Path + "/data",
            "--address", "127.0.0.1", "--port", $"{storage.Port}", "--key", storage.home.Path + "/key.pem", "--cert", storage.Trust, "--configure-bucket", "backups");
        return storage;
    }

    public void Dispose()
    {
        server?.Dispose();
        home.Dispose();
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        File.WriteAllText(Trust, certificate.ExportCertificatePem());
        File.WriteAllText(home.Path + "/key.pem", key.ExportPkcs8PrivateKeyPem());
    }
}
