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
        using var server = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate(sealKey, "x"), Y = Coordinate(sealKey, "y") },
        });
        var point = own.ExportParameters(false).Q;
        var header = Text(Encoding.ASCII.GetBytes($$$"""{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"{{{Text(point.X!)}}}","y":"{{{Text(point.Y!)}}}"}}"""));
        // Concat KDF of RFC 7518, section 4.6.2: one round of SHA-256, no parties, 256 bits.
        var key = SHA256.HashData([.. Number(1), .. own.DeriveRawSecretAgreement(server.PublicKey), .. Number(7), .. "A256GCM"u8, .. Number(0), .. Number(0), .. Number(256)]);
        var (nonce, plain) = (RandomNumberGenerator.GetBytes(12), Encoding.UTF8.GetBytes(text));
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var gcm = new AesGcm(key, tag.Length);
        gcm.Encrypt(nonce, plain, cipher, tag, Encoding.ASCII.GetBytes(header));
        return $"{header}..{Text(nonce)}.{Text(cipher)}.{Text(tag)}";
    }

    private static byte[] Coordinate(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString()!);

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
