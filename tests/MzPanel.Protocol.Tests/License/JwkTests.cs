using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MzPanel.Protocol.License;

namespace MzPanel.Protocol.Tests.License;

public sealed class JwkTests
{
    // The second is the key of RFC 9449 (DPoP), section 4.2 with the thumbprint of section 6.1.
    [Theory]
    [InlineData(TestKeys.X, TestKeys.Y, "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U")]
    [InlineData("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")]
    public void The_thumbprint_is_that_of_RFC_7638(string x, string y, string thumbprint)
    {
        var key = new Jwk { Kty = "EC", Crv = "P-256", X = x, Y = y, Kid = "other", Use = "enc", Alg = "none", MzUse = "next" };
        Assert.Equal(thumbprint, key.Thumbprint());
        Assert.NotNull(key.Parameters());
    }

    [Fact]
    public void The_public_part_of_a_key_is_ready_to_be_published()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = Jwk.Of(key);
        var point = key.ExportParameters(false).Q;
        var members = SortedJson(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(members))), jwk.Kid);
        Assert.Equal(("sig", "ES256", null), (jwk.Use, jwk.Alg, jwk.MzUse));
        Assert.Equal(point.X, jwk.Parameters()!.Value.Q.X);
        Assert.Null(jwk.Parameters()!.Value.D);
    }

    [Fact]
    public void A_key_set_is_written_as_the_contract_says()
    {
        var set = new KeySet { Keys = [TestKeys.Public with { Kid = "k", Use = "sig", Alg = "ES256", MzUse = "next" }] };
        Assert.Equal(
            $$"""{"keys":[{"kty":"EC","crv":"P-256","x":"{{TestKeys.X}}","y":"{{TestKeys.Y}}","kid":"k","use":"sig","alg":"ES256","mz_use":"next"}]}""",
            JsonSerializer.Serialize(set, ProtocolJson.Default.KeySet));
    }

    [Theory]
    [InlineData("RSA", "P-256", TestKeys.X, TestKeys.Y)]
    [InlineData("ec", "P-256", TestKeys.X, TestKeys.Y)]
    [InlineData("EC", "P-384", TestKeys.X, TestKeys.Y)]
    [InlineData("EC", "secp256k1", TestKeys.X, TestKeys.Y)]
    [InlineData("EC", "P-256", TestKeys.Y, TestKeys.X)]
    [InlineData("EC", "P-256", TestKeys.X, TestKeys.X)]
    [InlineData("EC", "P-256", "", "")]
    [InlineData("EC", "P-256", TestKeys.X, "")]
    [InlineData("EC", "P-256", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("EC", "P-256", "__________________________________________8", "__________________________________________8")]
    [InlineData("EC", "P-256", "not base64url!", TestKeys.Y)]
    [InlineData("EC", "P-256", "f83O", "x_FE")]
    public void What_is_no_point_of_the_curve_is_no_key(string kty, string crv, string x, string y) =>
        Assert.Null(new Jwk { Kty = kty, Crv = crv, X = x, Y = y }.Parameters());

    // Two spellings of one key would have two thumbprints.
    [Theory]
    [InlineData(TestKeys.X + "=")]
    [InlineData(TestKeys.X + " ")]
    [InlineData("\n" + TestKeys.X)]
    [InlineData("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEV")]
    [InlineData("AH_Nzidw9sRdQYPL7m_bS3tYBzM1e-nvE7rPbjx70VRF")]
    public void A_coordinate_has_one_spelling(string x) => Assert.Null((TestKeys.Public with { X = x }).Parameters());

    [Fact]
    public void A_coordinate_with_a_leading_zero_keeps_its_32_bytes()
    {
        var key = new Jwk { Kty = "EC", Crv = "P-256", X = "AFVDiUrz0A7X10Cr29dclrBod7eH219w7qeLkKjXwAo", Y = "u0yFo9jqKe-q-iRAaRLdhNWxTcMr9lbvbGvVil2UP5I" };
        Assert.Equal(key.X, Jwk.Of(key.Parameters()!.Value).X);
        Assert.Null((key with { X = "VUOJSvPQDtfXQKvb11yWsGh3t4fbX3Dup4uQqNfACg" }).Parameters());
    }

    private static string SortedJson(string x, string y) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(StringComparer.Ordinal) { ["y"] = y, ["x"] = x, ["kty"] = "EC", ["crv"] = "P-256" });
}
