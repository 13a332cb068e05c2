using System.Buffers.Text;
using System.Security.Cryptography;

namespace MzPanel.Silo.Http;

/// <summary>The session cookie (rest-api.md, section 1): 256 random bits that mean nothing by themselves.</summary>
internal static class SessionCookie
{
    public const string Name = "__Host-mzp";

    private const int Bytes = 32;
    private const int Characters = 43;

    public static string NewValue() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 of the cookie's value: the only form that is stored.</summary>
    public static byte[] Hash(string value) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>The cookie's value where it has the form of one.</summary>
    public static string? Read(HttpRequest request) =>
        request.Cookies[Name] is { Length: Characters } value && Base64Url.IsValid(value) ? value : null;

    public static void Set(HttpResponse response, string value, TimeSpan life) => response.Cookies.Append(Name, value, Rules(life));

    public static void Clear(HttpResponse response) => response.Cookies.Append(Name, "", Rules(TimeSpan.Zero));

    private static CookieOptions Rules(TimeSpan life) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = life };
}
