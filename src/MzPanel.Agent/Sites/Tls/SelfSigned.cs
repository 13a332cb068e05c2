using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites.Tls;

/// <summary>The certificate that a site has until an authority gives it one: nobody's word, but it lets https answer.</summary>
internal sealed class SelfSigned(AgentRoot root, TimeProvider time)
{
    private const int Years = 10;

    public IEnumerable<Step> Make(SiteEntry site)
    {
        var directory = new SitePaths(root, site.SiteId).SelfSigned;
        if (!Directory.Exists(directory))
            yield return Step.Of($"make a self-signed certificate in {directory}", () => Write(directory, site.Domain), () => SystemFile.DeleteDirectory(directory));
    }

    // Both files appear together: a key without its certificate would keep nginx from starting.
    private void Write(string directory, string domain)
    {
        var fresh = directory + ".new";
        SystemFile.DeleteDirectory(fresh);
        SystemFile.MakeDirectory(fresh, SystemFile.OwnerDirectory);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SystemFile.Write(fresh + "/privkey.pem", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), SystemFile.OwnerOnly);
        SystemFile.Write(fresh + "/fullchain.pem", Encoding.ASCII.GetBytes(Sign(key, domain)), SystemFile.Readable);
        Directory.Move(fresh, directory);
        DirectorySync.Flush(Path.GetDirectoryName(directory)!);
    }

    private string Sign(ECDsa key, string domain)
    {
        // A common name holds 64 characters at most; the name that counts is the alternative one.
        var request = new CertificateRequest("CN=" + (domain.Length <= 64 ? domain : "mzagent"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(domain);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        // Signed like this, and not by CreateSelfSigned: that one would bring every kind of key along.
        using var certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now.AddDays(-1), now.AddYears(Years), Serial());
        return certificate.ExportCertificatePem();
    }

    // A positive number of 64 bits.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
