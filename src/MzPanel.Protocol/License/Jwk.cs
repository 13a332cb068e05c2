using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace MzPanel.Protocol.License;

/// <summary>A public P-256 key (RFC 7517, RFC 7518 section 6.2).</summary>
public sealed record Jwk
{
    private const int CoordinateBytes = 32;

    /// <summary>Always <c>EC</c>.</summary>
    public required string Kty { get; init; }

    /// <summary>Always <c>P-256</c>.</summary>
    public required string Crv { get; init; }

    /// <summary>Base64url of the 32-byte x coordinate.</summary>
    public required string X { get; init; }

    /// <summary>Base64url of the 32-byte y coordinate.</summary>
    public required string Y { get; init; }

    /// <summary>Key id: the thumbprint.</summary>
    public string? Kid { get; init; }

    /// <summary><c>sig</c> for signing keys.</summary>
    public string? Use { get; init; }

    /// <summary><c>ES256</c> for signing keys.</summary>
    public string? Alg { get; init; }

    /// <summary><c>next</c> on the key that will sign after the roll-over.</summary>
    [JsonPropertyName("mz_use")]
    public string? MzUse { get; init; }

    /// <summary>Public part of a key of ours, ready to be published.</summary>
    public static Jwk Of(ECDsa key) => Of(key.ExportParameters(false)).ForSigning();

    /// <summary>Public part of a P-256 key.</summary>
    public static Jwk Of(ECParameters key) => new()
    {
        Kty = "EC",
        Crv = "P-256",
        X = Base64Url.EncodeToString(key.Q.X),
        Y = Base64Url.EncodeToString(key.Q.Y),
    };

    /// <summary>Thumbprint (RFC 7638), base64url of SHA-256: what <c>--pin</c> takes.</summary>
    public string Thumbprint() => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(
        $$"""{"crv":"{{Crv}}","kty":"{{Kty}}","x":"{{X}}","y":"{{Y}}"}""")));

    /// <summary>Curve parameters, or <see langword="null"/> where this is no point on P-256.</summary>
    public ECParameters? Parameters()
    {
        if (Kty != "EC" || Crv != "P-256")
            return null;
        try
        {
            var key = new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Coordinate(X), Y = Coordinate(Y) },
            };
            key.Validate();
            using var check = ECDsa.Create(key);
            return key;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private static byte[] Coordinate(string text) =>
        StrictBase64Url.Decode(text) is { Length: CoordinateBytes } bytes ? bytes : throw new FormatException("A coordinate has 32 bytes.");

    private Jwk ForSigning() => this with { Kid = Thumbprint(), Use = "sig", Alg = "ES256" };
}
