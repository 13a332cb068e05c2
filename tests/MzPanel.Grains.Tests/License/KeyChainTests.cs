using System.Security.Cryptography;
using MzPanel.Grains.License;
using MzPanel.Protocol;
using MzPanel.Protocol.License;

namespace MzPanel.Grains.Tests.License;

public sealed class KeyChainTests
{
    private readonly ECDsa current = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa old = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void The_published_set_starts_with_the_key_that_signs_and_marks_the_others()
    {
        var keys = Chain().Published.Keys;
        Assert.Equal([Kid(current), Kid(next), Kid(old)], keys.Select(k => k.Kid));
        Assert.Equal([null, "next", "old"], keys.Select(k => k.MzUse));
    }

    [Fact]
    public void The_notice_names_both_keys_and_is_signed_by_the_current_one()
    {
        var pair = Jws.Open(Chain().Notice, ProtocolJson.Default.KeyPair, Jws.KeysType, [Jwk.Of(current)]);
        Assert.Equal((Kid(current), Kid(next)), (pair!.Current.Kid, pair.Next!.Kid));
        Assert.Null(Jws.Open(Chain().Notice, ProtocolJson.Default.KeyPair, Jws.KeysType, [Jwk.Of(next)]));
    }

    [Fact]
    public async Task Many_threads_may_sign_at_once()
    {
        var chain = Chain();
        var notice = new KeysNotice { Jws = "x" };
        var signed = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => chain.Sign(notice, ProtocolJson.Default.KeysNotice, Jws.KeysType))));
        Assert.All(signed, jws => Assert.NotNull(Jws.Open(jws, ProtocolJson.Default.KeysNotice, Jws.KeysType, [Jwk.Of(current)])));
    }

    private KeyChain Chain() => new(current, Jwk.Of(next), [Jwk.Of(old)]);

    private static string Kid(ECDsa key) => Jwk.Of(key).Thumbprint();
}
