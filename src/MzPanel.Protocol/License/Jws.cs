using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MzPanel.Protocol.License;

/// <summary>
/// Compact JWS with ES256 (RFC 7515, RFC 7518 section 3.4), base library only, so that the agent carries no native library.
/// It stops a tampered database or relay, not code running inside the signer.
/// </summary>
public static class Jws
{
    /// <summary>Type of a licence.</summary>
    public const string LicenseType = "mz-license+jwt";

    /// <summary>Type of a command.</summary>
    public const string CommandType = "mz-cmd+jwt";

    /// <summary>Type of a key notice.</summary>
    public const string KeysType = "mz-keys+jwt";

    /// <summary>Type of an agent update.</summary>
    public const string UpdateType = "mz-update+jwt";

    /// <summary>Signs claims.</summary>
    public static string Sign<T>(T claims, JsonTypeInfo<T> shape, string type, ECDsa key, string kid)
    {
        var header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(
            new JwsHeader { Alg = "ES256", Typ = type, Kid = kid }, JwsHeaderJson.Default.JwsHeader));
        var signed = header + "." + Base64Url.EncodeToString(Body(claims, shape));
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    /// <summary>
    /// The claims, or <see langword="null"/> where the type, the algorithm, the key id or the signature is not as expected.
    /// </summary>
    public static T? Open<T>(string compact, JsonTypeInfo<T> shape, string type, IEnumerable<Jwk> keys) where T : class
    {
        try
        {
            return compact.Split('.') is [var header, var body, var signature]
                && Key(header, type, keys) is { } key && Verify(key, header + "." + body, signature)
                ? JsonSerializer.Deserialize(StrictBase64Url.Decode(body), shape) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or CryptographicException)
        {
            return null;
        }
    }

    // Unescaped: 16 KiB of accented arguments would not fit a message once each letter became a \u sequence.
    private static ReadOnlySpan<byte> Body<T>(T claims, JsonTypeInfo<T> shape)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, ProtocolJson.Writer);
        JsonSerializer.Serialize(json, claims, shape);
        return buffer.WrittenSpan;
    }

    private static ECParameters? Key(string header, string type, IEnumerable<Jwk> keys)
    {
        var head = JsonSerializer.Deserialize(StrictBase64Url.Decode(header), JwsHeaderJson.Default.JwsHeader);
        // The algorithm is ours to choose, never the message's: "none" and HMAC with a public key die here.
        if (head is not { Alg: "ES256" } || head.Typ != type || head.Crit.ValueKind != JsonValueKind.Undefined)
            return null;
        return keys.FirstOrDefault(k => k.Thumbprint() == head.Kid)?.Parameters();
    }

    internal static bool Verify(ECParameters key, string signed, string signature)
    {
        using var ecdsa = ECDsa.Create(key);
        return ecdsa.VerifyData(Encoding.ASCII.GetBytes(signed), StrictBase64Url.Decode(signature), HashAlgorithmName.SHA256);
    }
}
