using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MzPanel.Agent.Backups;

/// <summary>
/// Opens what a browser sealed to the key of this server: a compact JWE, ECDH-ES directly on P-256 and A256GCM (RFC 7516, RFC 7518
/// section 4.6). Whatever else a header may ask for is refused.
/// </summary>
internal static class SealedText
{
    private const int Longest = 8 * 1024;
    private const int KeyBytes = 32;
    private const int CoordinateBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string Encryption = "A256GCM";
    private static readonly string[] Members = ["alg", "enc", "epk", "kid", "typ", "apu", "apv"];
    private static readonly string[] KeyMembers = ["kty", "crv", "x", "y"];

    /// <summary>The text, or <see langword="null"/> where it is not sealed to this key or in another way than ours.</summary>
    public static byte[]? Open(string compact, ECDiffieHellman key)
    {
        if (compact.Length > Longest || compact.Split('.') is not [var header, "", var nonce, var sealedText, var tag])
            return null;
        try
        {
            using var head = JsonDocument.Parse(Decode(header), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 2 });
            return Open(head.RootElement, Encoding.ASCII.GetBytes(header), Decode(nonce, NonceBytes), Decode(sealedText), Decode(tag, TagBytes), key);
        }
        catch (Exception e) when (e is FormatException or JsonException or CryptographicException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static byte[] Open(JsonElement head, byte[] header, byte[] nonce, byte[] sealedText, byte[] tag, ECDiffieHellman key)
    {
        if (head.EnumerateObject().Any(m => !Members.Contains(m.Name)) || Text(head, "alg") != "ECDH-ES" || Text(head, "enc") != Encryption)
            throw new FormatException("The header asks for something else.");
        using var other = PublicKey(head.GetProperty("epk"));
        var agreed = key.DeriveRawSecretAgreement(other.PublicKey);
        var contentKey = ConcatKdf.Derive(agreed, Encryption, Party(head, "apu"), Party(head, "apv"), KeyBytes);
        var text = new byte[sealedText.Length];
        using var cipher = new AesGcm(contentKey, TagBytes);
        cipher.Decrypt(nonce, sealedText, tag, text, header);
        CryptographicOperations.ZeroMemory(contentKey);
        CryptographicOperations.ZeroMemory(agreed);
        return text;
    }

    // The import refuses a point that is not on the curve: with such ones a key is guessed piece by piece.
    private static ECDiffieHellman PublicKey(JsonElement epk)
    {
        if (epk.EnumerateObject().Any(m => !KeyMembers.Contains(m.Name)) || Text(epk, "kty") != "EC" || Text(epk, "crv") != "P-256")
            throw new FormatException("The key is not one of P-256.");
        return ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Decode(Text(epk, "x")!, CoordinateBytes), Y = Decode(Text(epk, "y")!, CoordinateBytes) },
        });
    }

    private static byte[] Party(JsonElement head, string member) => head.TryGetProperty(member, out _) ? Decode(Text(head, member)!) : [];

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();

    private static byte[] Decode(string text, int bytes) => Decode(text) is var decoded && decoded.Length == bytes ? decoded : throw new FormatException("It has another length.");

    // One spelling a value: the base library reads padded and spaced text too.
    private static byte[] Decode(string text)
    {
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : throw new FormatException("The text is not base64url.");
    }
}
