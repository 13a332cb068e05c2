using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MzPanel.Silo.Account;

/// <summary>
/// Marks a browser that signed in to an account before, so that its owner gets in while strangers try (security.md,
/// "sign-in"). It proves nothing else and lets nobody in.
/// </summary>
internal sealed class DeviceCookie(byte[] key)
{
    public const string Name = "__Host-mzp-device";

    private const int IdBytes = 16;
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    /// <summary>The device's id, where the browser is known to this user.</summary>
    public string? Read(HttpRequest request, string? userId)
    {
        if (userId is null || request.Cookies[Name] is not { Length: < 200 } text || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return bytes.Length == IdBytes + HMACSHA256.HashSizeInBytes
            && CryptographicOperations.FixedTimeEquals(Mark(bytes.AsSpan(0, IdBytes), userId), bytes.AsSpan(IdBytes))
            ? Convert.ToHexStringLower(bytes.AsSpan(0, IdBytes))
            : null;
    }

    public void Set(HttpResponse response, string userId)
    {
        var id = RandomNumberGenerator.GetBytes(IdBytes);
        response.Cookies.Append(Name, Base64Url.EncodeToString([.. id, .. Mark(id, userId)]),
            new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = Life });
    }

    private byte[] Mark(ReadOnlySpan<byte> id, string userId) => HMACSHA256.HashData(key, (byte[])[.. id, .. Encoding.UTF8.GetBytes(userId)]);
}
