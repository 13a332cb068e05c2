using System.Security.Cryptography;

namespace MzPanel.Agent.Sites.Databases;

/// <summary>Passwords and salts that are made on the VPS, of letters and digits alone: SQL and PHP give none of them a meaning.</summary>
internal static class Secret
{
    private const int Characters = 32;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(int characters = Characters) => RandomNumberGenerator.GetString(Alphabet, characters);
}
