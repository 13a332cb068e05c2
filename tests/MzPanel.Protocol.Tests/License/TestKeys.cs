using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MzPanel.Protocol.License;

namespace MzPanel.Protocol.Tests.License;

/// <summary>The key of RFC 7515, appendix A.3, and a signer that makes what ours never would.</summary>
internal static class TestKeys
{
    public const string X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    public const string Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    private const string D = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";

    public static Jwk Public { get; } = new() { Kty = "EC", Crv = "P-256", X = X, Y = Y };

    public static ECDsa Private() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
        D = Base64Url.DecodeFromChars(D),
    });

    /// <summary>A token of any header, signed by the private key.</summary>
    public static string Signed(string header, string body)
    {
        var signed = Encode(header) + "." + Encode(body);
        using var key = Private();
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
