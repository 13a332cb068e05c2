using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Seals as a browser does, written apart from what opens it.</summary>
internal static class Seals
{
    private const string Header = """{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK}""";

    public static string Seal(ECDiffieHellman to, string text, string header = Header)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = own.ExportParameters(false).Q;
        var head = Encode(Encoding.UTF8.GetBytes(header.Replace("EPK", $$"""{"kty":"EC","crv":"P-256","x":"{{Encode(point.X)}}","y":"{{Encode(point.Y)}}"}""", StringComparison.Ordinal)));
        var parties = header.Contains("apu", StringComparison.Ordinal) && header.Contains("apv", StringComparison.Ordinal) ? ("Alice", "Bob") : ("", "");
        var (nonce, plain) = (RandomNumberGenerator.GetBytes(12), Encoding.UTF8.GetBytes(text));
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var gcm = new AesGcm(SHA256.HashData([.. Number(1), .. own.DeriveRawSecretAgreement(to.PublicKey), .. Sized("A256GCM"), .. Sized(parties.Item1), .. Sized(parties.Item2), .. Number(256)]), 16);
        gcm.Encrypt(nonce, plain, cipher, tag, Encoding.ASCII.GetBytes(head));
        return $"{head}..{Encode(nonce)}.{Encode(cipher)}.{Encode(tag)}";
    }

    public static string Seal(ECDiffieHellman to, Dictionary<string, string> credentials) => Seal(to, JsonSerializer.Serialize(credentials));

    private static byte[] Sized(string text) => [.. Number(text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
