using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.License;

namespace MzPanel.Protocol.Tests.License;

public sealed class JwsTests
{
    private const string Body = """{"jws":"claims"}""";
    private static readonly string Kid = TestKeys.Public.Thumbprint();
    private static readonly string Header = $$"""{"alg":"ES256","typ":"mz-keys+jwt","kid":"{{Kid}}"}""";
    private static readonly string Good = TestKeys.Signed(Header, Body);

    [Fact]
    public void What_was_signed_is_opened()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = Jwk.Of(key);
        var compact = Jws.Sign(Claims, ProtocolJson.Default.CmdClaims, Jws.CommandType, key, jwk.Kid!);
        var opened = Jws.Open(compact, ProtocolJson.Default.CmdClaims, Jws.CommandType, [TestKeys.Public, jwk]);
        Assert.Equal(Claims with { Args = default }, opened! with { Args = default });
        Assert.True(JsonElement.DeepEquals(Claims.Args, opened.Args));
        Assert.NotNull(Open(Good));
    }

    [Fact]
    public void A_token_of_ours_has_the_form_of_RFC_7515_and_RFC_7518()
    {
        using var key = TestKeys.Private();
        var parts = Jws.Sign(Claims, ProtocolJson.Default.CmdClaims, Jws.CommandType, key, Kid).Split('.');
        Assert.Equal(3, parts.Length);
        Assert.All(parts, p => Assert.Matches("^[A-Za-z0-9_-]+$", p));
        Assert.Equal($$"""{"alg":"ES256","typ":"mz-cmd\u002Bjwt","kid":"{{Kid}}"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var signature = Base64Url.DecodeFromChars(parts[2]);
        Assert.Equal(64, signature.Length);
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    [Theory]
    [InlineData(Jws.LicenseType), InlineData(Jws.CommandType), InlineData(Jws.UpdateType), InlineData(""), InlineData("MZ-KEYS+JWT"), InlineData("JWT")]
    public void Another_type_is_refused(string type) => Assert.Null(Jws.Open(Good, ProtocolJson.Default.KeysNotice, type, [TestKeys.Public]));

    public static TheoryData<string> BadHeaders => new(
        """{"alg":"none","typ":"mz-keys+jwt","kid":"KID"}""", """{"alg":"HS256","typ":"mz-keys+jwt","kid":"KID"}""",
        """{"alg":"ES384","typ":"mz-keys+jwt","kid":"KID"}""", """{"alg":"es256","typ":"mz-keys+jwt","kid":"KID"}""",
        """{"alg":null,"typ":"mz-keys+jwt","kid":"KID"}""", """{"typ":"mz-keys+jwt","kid":"KID"}""",
        """{"alg":"ES256","kid":"KID"}""", """{"alg":"ES256","typ":null,"kid":"KID"}""", """{"alg":"ES256","typ":"mz-keys+jwt"}""",
        """{"alg":"ES256","typ":"mz-keys+jwt","kid":"other"}""", """{"alg":"ES256","typ":"mz-keys+jwt","kid":""}""",
        """{"alg":"ES256","typ":"mz-keys+jwt","kid":"KID","crit":["exp"],"exp":1}""", """{"alg":"ES256","typ":"mz-keys+jwt","kid":"KID","crit":[]}""",
        """{"alg":"ES256","typ":"mz-keys+jwt","kid":"KID","crit":null}""", """{"alg":"none","alg":"ES256","typ":"mz-keys+jwt","kid":"KID"}""",
        """{"alg":"ES256","typ":"mz-keys+jwt","kid":"KID",}""", "[]", "null", "", "\ud83d", """{"alg":"ES256","typ":"mz-keys+jwt","kid":"\ud800"}""");

    [Theory, MemberData(nameof(BadHeaders))]
    public void A_header_that_is_not_ours_is_refused_though_signed(string header) =>
        Assert.Null(Open(TestKeys.Signed(header.Replace("KID", Kid, StringComparison.Ordinal), Body)));

    // The header's own key, and HMAC over the public key's text: the two classic ways to sign for somebody else.
    [Fact]
    public void A_key_of_the_sender_is_refused()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = Jwk.Of(foreign);
        Assert.Null(Open(Jws.Sign(new KeysNotice { Jws = "x" }, ProtocolJson.Default.KeysNotice, Jws.KeysType, foreign, jwk.Kid!)));
        Assert.Null(Open(Jws.Sign(new KeysNotice { Jws = "x" }, ProtocolJson.Default.KeysNotice, Jws.KeysType, foreign, Kid)));
        var hmac = TestKeys.Encode($$"""{"alg":"HS256","typ":"mz-keys+jwt","kid":"{{Kid}}"}""") + "." + TestKeys.Encode(Body);
        var tag = HMACSHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(TestKeys.Public, ProtocolJson.Default.Jwk)), Encoding.ASCII.GetBytes(hmac));
        Assert.Null(Open(hmac + "." + Base64Url.EncodeToString(tag)));
    }

    [Fact]
    public void A_key_id_names_the_thumbprint_not_a_label() =>
        Assert.Null(Jws.Open(TestKeys.Signed(Header.Replace(Kid, "label", StringComparison.Ordinal), Body), ProtocolJson.Default.KeysNotice, Jws.KeysType,
            [TestKeys.Public with { Kid = "label" }]));

    [Fact]
    public void Every_change_of_one_character_is_refused()
    {
        for (var at = 0; at < Good.Length; at++)
            foreach (var other in "AQgw_-.= \n\u00e4")
                if (other != Good[at])
                    Assert.True(Open(Good[..at] + other + Good[(at + 1)..]) is null, $"'{other}' at {at}");
    }

    [Theory]
    [InlineData(""), InlineData("."), InlineData(".."), InlineData("..."), InlineData("a.b.c"), InlineData("é.é.é"), InlineData("eyJ9")]
    public void What_is_no_token_is_refused(string compact) => Assert.Null(Open(compact));

    [Fact]
    public void A_token_has_one_spelling()
    {
        var parts = Good.Split('.');
        Assert.All(["=", "==", " ", "\n", "A", "."], tail => Assert.Null(Open(Good + tail)));
        Assert.Null(Open(" " + Good));
        Assert.Null(Open($"{parts[0]}.{parts[1]}."));
        Assert.Null(Open($"{parts[0]}.{parts[1]}.{parts[2][..^2]}"));
        Assert.Null(Open($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(new byte[64])}"));
    }

    [Fact]
    public void A_signature_in_DER_form_is_refused()
    {
        var signed = TestKeys.Encode(Header) + "." + TestKeys.Encode(Body);
        using var key = TestKeys.Private();
        var der = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.Null(Open(signed + "." + Base64Url.EncodeToString(der)));
    }

    [Theory]
    [InlineData("null"), InlineData("[]"), InlineData("{}"), InlineData("""{"jws":null}"""), InlineData("""{"jws":"a","jws":"b"}"""), InlineData("{"), InlineData("")]
    [InlineData("""{"jws":"\ud800"}""")]
    public void Claims_that_do_not_fit_are_refused_though_signed(string body) => Assert.Null(Open(TestKeys.Signed(Header, body)));

    [Fact]
    public void The_example_of_RFC_7515_A_3_verifies_and_is_still_no_token_of_ours()
    {
        const string Signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        const string Signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        Assert.True(Jws.Verify(TestKeys.Public.Parameters()!.Value, Signed, Signature));
        Assert.False(Jws.Verify(TestKeys.Public.Parameters()!.Value, Signed + "A", Signature));
        Assert.Null(Jws.Open(Signed + "." + Signature, ProtocolJson.Default.KeysNotice, "", [TestKeys.Public]));
    }

    private static CmdClaims Claims { get; } = new()
    {
        ServerId = "srv_01", CmdId = "cmd-1", JobId = "job_01", Attempt = 2, Kind = "shell.run", TimeoutS = 60, Exp = 1_800_000_000,
        Args = JsonDocument.Parse("""{"command":"echo ä 🚀 <&>","n":[1.50,null]}""").RootElement,
    };

    private static KeysNotice? Open(string compact) => Jws.Open(compact, ProtocolJson.Default.KeysNotice, Jws.KeysType, [TestKeys.Public]);
}
