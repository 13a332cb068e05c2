using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using MzPanel.Protocol;
using MzPanel.Protocol.License;

namespace MzPanel.Grains.License;

/// <summary>
/// The signing keys at one moment: one signs, the next is announced, those that signed before are still shown. Immutable; only
/// the key that signs is open.
/// </summary>
internal sealed class KeyChain
{
    private const string Next = "next";

    // Not a word of the contract: a reader that looks for the current key must not take an old one for it.
    private const string Old = "old";

    private readonly ECDsa signer;
    private readonly string kid;
    private readonly Lock gate = new();

    public KeyChain(ECDsa signer, Jwk? next, IEnumerable<Jwk> old)
    {
        var current = Jwk.Of(signer);
        this.signer = signer;
        kid = current.Thumbprint();
        var announced = next is null ? null : next with { MzUse = Next };
        Published = new KeySet { Keys = [current, .. announced is null ? [] : new[] { announced }, .. old.Select(k => k with { MzUse = Old })] };
        Notice = Sign(new KeyPair { Current = current, Next = next }, ProtocolJson.Default.KeyPair, Jws.KeysType);
    }

    /// <summary>What stands at <c>/.well-known/jwks.json</c>.</summary>
    public KeySet Published { get; }

    /// <summary>What agents are told: <c>{current, next}</c>, signed.</summary>
    public string Notice { get; }

    /// <summary>Thumbprint of the key that signs: what an install line pins.</summary>
    public string Kid => kid;

    public string Sign<T>(T claims, JsonTypeInfo<T> shape, string type)
    {
        // Instances of ECDsa do not promise to serve two threads at once.
        lock (gate)
            return Jws.Sign(claims, shape, type, signer, kid);
    }
}
