using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace MzPanel.Protocol.Tokens;

/// <summary>
/// Tokens of MzPanel: a prefix, 43 characters of base62 (256 bit) and their CRC-32 as 6 base62 digits
/// (agent-protocol.md, section 1). The checksum turns typos and guesses away before any storage is asked.
/// </summary>
public static class Token
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);
    private const int BodyLength = 43;
    private const int ChecksumLength = 6;

    /// <summary>A new token of a kind of <see cref="TokenKind"/>.</summary>
    public static string Create(string kind)
    {
        var body = RandomNumberGenerator.GetString(Digits, BodyLength);
        return kind + body + Checksum(body);
    }

    /// <summary>Whether the text has the form of a token of that kind, checksum included.</summary>
    public static bool IsWellFormed(string kind, string? text)
    {
        if (text is null || text.Length != kind.Length + BodyLength + ChecksumLength || !text.StartsWith(kind, StringComparison.Ordinal))
            return false;
        var body = text.AsSpan(kind.Length, BodyLength);
        return !body.ContainsAnyExcept(Alphabet) && text.AsSpan(kind.Length + BodyLength).SequenceEqual(Checksum(body));
    }

    /// <summary>SHA-256 of a token: the only form that is stored.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string Checksum(ReadOnlySpan<char> body)
    {
        Span<byte> ascii = stackalloc byte[BodyLength];
        Encoding.ASCII.GetBytes(body, ascii);
        var rest = Crc32.Of(ascii);
        Span<char> digits = stackalloc char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--, rest /= 62)
            digits[i] = Digits[(int)(rest % 62)];
        return new string(digits);
    }
}
