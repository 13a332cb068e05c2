using System.Security.Cryptography;
using MzPanel.Data;
using MzPanel.Data.Account;
using OtpNet;

namespace MzPanel.Silo.Account;

/// <summary>TOTP (RFC 6238: SHA-1, 6 digits, 30 s) and the recovery codes that stand in for it.</summary>
internal sealed class SecondFactor(MasterKey key, TimeProvider time)
{
    private const int SecretBytes = 20;
    private const int Digits = 6;
    private const int RecoveryCodes = 10;

    // 24 characters of base32 carry 120 bits: nothing that could be guessed from the hash.
    private const int RecoveryBytes = 15;
    private const int GroupLength = 6;
    private const string Issuer = "MzPanel";
    private static readonly VerificationWindow Neighbours = new(previous: 1, future: 1);

    /// <summary>A fresh secret: its row, and what an authenticator reads.</summary>
    public (FactorRow Row, string Secret, string Uri) Begin(string userId, string email)
    {
        var (id, secret) = (RecordId.New("mfa"), RandomNumberGenerator.GetBytes(SecretBytes));
        var row = new FactorRow
        {
            UserId = userId,
            Id = id,
            Sealed = key.Seal(secret, FactorRow.SealedWith(userId, id)),
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var text = Base32Encoding.ToString(secret);
        return (row, text, new OtpUri(OtpType.Totp, text, email, Issuer).ToString());
    }

    /// <summary>What the code may prove; <see langword="null"/> where it fits nothing. It is used up by what it opens.</summary>
    public FactorProof? Check(FactorRow factor, string code)
    {
        var plain = Plain(code);
        if (plain.Length == Digits && plain.All(char.IsAsciiDigit))
            return Step(factor, plain) is { } step ? new(factor.Id, step) : null;
        return plain.Length == 0 ? null : new(factor.Id, 0, RecoveryHash(plain));
    }

    /// <summary>The time step that a TOTP is of, where it is a fresh one.</summary>
    public long? Step(FactorRow factor, string code)
    {
        var totp = new Totp(key.Open(factor.Sealed, FactorRow.SealedWith(factor.UserId, factor.Id)), totpSize: Digits);
        return totp.VerifyTotp(time.GetUtcNow().UtcDateTime, Plain(code), out var step, Neighbours) && step > factor.LastStep ? step : null;
    }

    /// <summary>Recovery codes as they are shown once.</summary>
    public static IReadOnlyList<string> NewRecoveryCodes() => [.. Enumerable.Range(0, RecoveryCodes).Select(_ =>
        string.Join('-', Base32Encoding.ToString(RandomNumberGenerator.GetBytes(RecoveryBytes)).ToLowerInvariant().Chunk(GroupLength).Select(group => new string(group))))];

    /// <summary>SHA-256 of a recovery code: the only form that is stored.</summary>
    public static byte[] RecoveryHash(string code) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Plain(code)));

    /// <summary>However people group and write it.</summary>
    private static string Plain(string code) => string.Concat(code.Where(c => c is not ('-' or ' '))).ToUpperInvariant();
}
