using System.Security.Cryptography;
using System.Text;
using MzPanel.Agent.Config;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Enrollment;

/// <summary>
/// The P-256 key to which browsers seal credentials for this server. Its private part never leaves the VPS; it outlives a new
/// registration, or what was sealed before could no longer be opened.
/// </summary>
internal static class SealKey
{
    public const string Path = "/etc/mzagent/seal.key";

    public static Jwk PublicPart(string file) => Read(file) ?? Make(file);

    /// <summary>What opens that which was sealed to this server; <see langword="null"/> where there is none.</summary>
    public static ECDiffieHellman? PrivatePart(string file)
    {
        if (!File.Exists(file))
            return null;
        var key = ECDiffieHellman.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    private static Jwk? Read(string file)
    {
        using var key = PrivatePart(file);
        return key is null ? null : Jwk.Of(key.ExportParameters(false));
    }

    private static Jwk Make(string file)
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.Write(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        return Jwk.Of(key.ExportParameters(false));
    }
}
