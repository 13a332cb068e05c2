using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MzPanel.Agent.Backups;

namespace MzPanel.Agent.Tests.Backups;

public sealed class SealedTextTests : IDisposable
{
    // Sealed by another implementation (the library jose under Node), with a key that was made for this test.
    private const string ForeignKey =
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUJyuGfK1DaPCs0/YRmwm3vyMZh5yrruuzd1cEb4rhFWhRANCAATD4cpjzApSJ+laDj6SId9VTLmLneaikNqcIILB/wrz9m1m2tif707oT7uDAUHt+x808ONCpECAnvrTR1ULHYVk";

    private const string Foreign =
        "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsImVwayI6eyJ4IjoiZXBkLWI3dS1pbXFYdU9qWjF3SVlHU1hsamw2VllGVUNrcDlOb2lRZmxtZyIsImNydiI6IlAtMjU2Iiwia3R5IjoiRUMiLCJ5IjoibmRHUlMxLWVEMG05UkliODIzbVYzNUJQTGN4SUxhQ0tXY2VhcTVIZDRSUSJ9fQ"
        + "..X35lVtQni-GVGsBn.vICTR8qPbAlABGQp2saUKDjJambnZfKRV1IQD4i1j_d5BxtQ.Ei9UQAMpy28WOQxQ0HnPYA";

    private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    // RFC 7518, appendix C.
    [Fact]
    public void The_key_of_an_agreement_is_that_of_the_standards_example()
    {
        using var alice = Key("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps", "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
        using var bob = Key("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck", "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
        var agreed = bob.DeriveRawSecretAgreement(alice.PublicKey);
        Assert.Equal("VqqN6vgjbSBcIijNcacQGg", Base64Url.EncodeToString(ConcatKdf.Derive(agreed, "A128GCM", "Alice"u8, "Bob"u8, 16)));
    }

    [Fact]
    public void What_another_implementation_sealed_is_opened()
    {
        using var theirs = ECDiffieHellman.Create();
        theirs.ImportPkcs8PrivateKey(Convert.FromBase64String(ForeignKey), out _);
        Assert.Equal("""{"password":"a repository password"}""", Encoding.UTF8.GetString(SealedText.Open(Foreign, theirs)!));
        Assert.Null(SealedText.Open(Foreign, key));
    }

    [Theory]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK}""", true)]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"kid":"k","typ":"JOSE","apu":"QWxpY2U","apv":"Qm9i"}""", true)]
    [InlineData("""{"alg":"ECDH-ES+A256KW","enc":"A256GCM","epk":EPK}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","epk":EPK}""", false)]
    [InlineData("""{"alg":"ECDH-ES","enc":"A128GCM","epk":EPK}""", false)]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"zip":"DEF"}""", false)]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"crit":["b64"]}""", false)]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"alg":"ECDH-ES"}""", false)]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM","epk":EPK,"apu":"Q"}""", false)]
    [InlineData("""{"alg":"ECDH-ES","enc":"A256GCM"}""", false)]
    [InlineData("[]", false), InlineData("null", false), InlineData("{", false), InlineData("", false)]
    public void Of_headers_only_what_they_must_say_is_taken(string header, bool opened)
    {
        var sealedText = Seals.Seal(key, "secret", header);
        Assert.Equal(opened ? "secret" : null, SealedText.Open(sealedText, key) is { } text ? Encoding.UTF8.GetString(text) : null);
    }

    [Fact]
    public void A_point_that_is_not_on_the_curve_is_refused()
    {
        var off = Base64Url.EncodeToString(Enumerable.Repeat((byte)1, 32).ToArray());
        Assert.Null(SealedText.Open(Seals.Seal(key, "secret", $$"""{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"{{off}}","y":"{{off}}"} }"""), key));
        Assert.Null(SealedText.Open(Seals.Seal(key, "secret", """{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"} }"""), key));
    }

    [Fact]
    public void Whatever_is_changed_on_the_way_it_is_not_opened()
    {
        var good = Seals.Seal(key, "secret");
        Assert.NotNull(SealedText.Open(good, key));
        for (var at = 0; at < good.Length; at++)
            if (good[at] != '.')
                Assert.Null(SealedText.Open(good[..at] + (good[at] == 'A' ? 'B' : 'A') + good[(at + 1)..], key));
        var parts = good.Split('.');
        string[] others = [good + "=", " " + good, good + ".", parts[0] + ".AAAA." + string.Join('.', parts[2..]), string.Join('.', parts[..4]), "", new string('a', 9000), "...."];
        Assert.All(others, other => Assert.Null(SealedText.Open(other, key)));
    }

    private static ECDiffieHellman Key(string x, string y, string d) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
        D = Base64Url.DecodeFromChars(d),
    });
}
