using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MzPanel.Silo.Hosting;

/// <summary>The certificate of <c>Tls:*</c>, read again when its files change; a broken pair of files leaves the old one in use.</summary>
internal sealed partial class Certificate(TlsOptions files, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private (DateTime, DateTime) written;
    private ITimer? timer;

    /// <summary>With its intermediates: clients have the root only.</summary>
    public SslStreamCertificateContext Current { get; private set; } = null!;

    /// <summary>Reads the files and goes on to watch them.</summary>
    /// <exception cref="StartException">They are no certificate and its key.</exception>
    public void Open(ILogger<Certificate> log)
    {
        written = Written();
        Current = Read();
        timer = time.CreateTimer(_ => Look(log), null, Period, Period);
    }

    public void Dispose() => timer?.Dispose();

    /// <summary>Reads the files again where they changed.</summary>
    public void Look(ILogger<Certificate> log)
    {
        if (Written() is var now && now == written)
            return;
        try
        {
            Current = Read();
            written = now;
            CertificateChanged(log, Current.TargetCertificate.NotAfter);
        }
        catch (StartException e)
        {
            // One of the two files may still be on its way: looked at again.
            CertificateKept(log, e);
        }
    }

    private SslStreamCertificateContext Read()
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPemFile(files.CertificateFile!, files.KeyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(files.CertificateFile!);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException($"Tls:CertificateFile, Tls:KeyFile: {e.Message}");
        }
    }

    private (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(files.CertificateFile!), File.GetLastWriteTimeUtc(files.KeyFile!));

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate changed; it is good until {NotAfter}")]
    private static partial void CertificateChanged(ILogger log, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The new certificate could not be read; the old one stays in use")]
    private static partial void CertificateKept(ILogger log, Exception exception);
}
