using System.Security.Cryptography;
using System.Text.Json;
using MzPanel.Data;
using MzPanel.Data.License;
using MzPanel.Protocol;
using MzPanel.Protocol.License;

namespace MzPanel.Grains.License;

/// <summary>Signing keys between the records, where they are sealed, and a <see cref="KeyChain"/>.</summary>
internal static class SealedKeys
{
    private static readonly TimeSpan OldIsShown = TimeSpan.FromDays(7);

    /// <summary>A fresh key as a row, not announced yet.</summary>
    public static SigningKeyRow Make(MasterKey master, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = Jwk.Of(key);
        var kid = jwk.Thumbprint();
        var text = JsonSerializer.Serialize(jwk, ProtocolJson.Default.Jwk);
        return new SigningKeyRow
        {
            Kid = kid,
            State = SigningKeyState.Next,
            PublicJwk = text,
            Sealed = master.Seal(key.ExportPkcs8PrivateKey(), SealedFor(kid)),
            CreatedAt = now.ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>The chain that the rows describe now.</summary>
    public static KeyChain Open(IReadOnlyList<SigningKeyRow> rows, MasterKey master, DateTimeOffset now)
    {
        var shownSince = (now - OldIsShown).ToUnixTimeMilliseconds();
        var next = rows.FirstOrDefault(r => r.State == SigningKeyState.Next);
        return new KeyChain(
            Open(rows.First(r => r.State == SigningKeyState.Current), master),
            next is null ? null : Announced(next, master),
            rows.Where(r => r.State == SigningKeyState.Retired && r.RetiredAt > shownSince).Select(Shown).OfType<Jwk>());
    }

    /// <summary>The public parts of all rows that this installation can open.</summary>
    public static IReadOnlyList<Jwk> Ever(IReadOnlyList<SigningKeyRow> rows, MasterKey master) => [.. rows.Select(row => Announced(row, master))];

    // The public part is taken from the sealed one: whoever can write the records must not be able to announce a key of theirs.
    private static Jwk Announced(SigningKeyRow row, MasterKey master)
    {
        using var key = Open(row, master);
        return Jwk.Of(key);
    }

    private static Jwk? Shown(SigningKeyRow row) => JsonSerializer.Deserialize(row.PublicJwk, ProtocolJson.Default.Jwk);

    private static ECDsa Open(SigningKeyRow row, MasterKey master)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(master.Open(row.Sealed, SealedFor(row.Kid)), out _);
        return key;
    }

    private static string SealedFor(string kid) => "signing-key:" + kid;
}
