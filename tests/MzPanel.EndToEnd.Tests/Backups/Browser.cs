using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MzPanel.EndToEnd.Tests.Backups;

/// <summary>Seals for a server by the key that the API names, as a browser does.</summary>
internal static class Browser
{
    public static string Seal(JsonElement sealKey, string text)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var server = Public(sealKey);
        var point = own.ExportParameters(false).Q;
        var header = Text(Encoding.ASCII.GetBytes($$$"""{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"{{{Text(point.X!)}}}","y":"{{{Text(point.Y!)}}}"}}"""));
        var key = Agreed(own, server);
        var (nonce, plain) = (RandomNumberGenerator.GetBytes(12), Encoding.UTF8.GetBytes(text));
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var gcm = new AesGcm(key, tag.Length);
        gcm.Encrypt(nonce, plain, cipher, tag, Encoding.ASCII.GetBytes(header));
        return $"{header}..{Text(nonce)}.{Text(cipher)}.{Text(tag)}";
    }

    /// <summary>Opens what was sealed to a key, as the agent does.</summary>
    public static string Open(ECDiffieHellman own, string box)
    {
        var parts = box.Split('.');
        var (nonce, cipher, tag) = (Base64Url.DecodeFromChars(parts[2]), Base64Url.DecodeFromChars(parts[3]), Base64Url.DecodeFromChars(parts[4]));
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var sender = Public(header.RootElement.GetProperty("epk"));
        using var gcm = new AesGcm(Agreed(own, sender), tag.Length);
        var plain = new byte[cipher.Length];
        gcm.Decrypt(nonce, cipher, tag, plain, Encoding.ASCII.GetBytes(parts[0]));
        return Encoding.UTF8.GetString(plain);
    }

    private static ECDiffieHellman Public(JsonElement key) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate(key, "x"), Y = Coordinate(key, "y") },
    });

    // Concat KDF of RFC 7518, section 4.6.2: one round of SHA-256, no parties, 256 bits.
    private static byte[] Agreed(ECDiffieHellman own, ECDiffieHellman other) =>
        SHA256.HashData([.. Number(1), .. own.DeriveRawSecretAgreement(other.PublicKey), .. Number(7), .. "A256GCM"u8, .. Number(0), .. Number(0), .. Number(256)]);

    private static byte[] Coordinate(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString()!);

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
