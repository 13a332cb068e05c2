using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>What a server keeps of a password. Made here, so that no statement holds the password and no log of a server can.</summary>
internal static class PasswordHash
{
    private const int Iterations = 4096;
    private const int SaltBytes = 16;

    /// <summary>PostgreSQL's SCRAM-SHA-256 (RFC 5802), for passwords of ASCII.</summary>
    public static string Scram(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture, $"SCRAM-SHA-256${Iterations}:{Base64(salt)}${Base64(stored)}:{Base64(server)}");
    }

    /// <summary>MariaDB's mysql_native_password, which every client and version knows.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The protocol of MariaDB is made of it.")]
    public static string Native(string password) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(Encoding.ASCII.GetBytes(password))));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}
