using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NSec.Cryptography;

namespace MzPanel.Silo.Account;

/// <summary>An argon2id hash in the PHC string format: <c>$argon2id$v=19$m=65536,t=3,p=1$salt$hash</c>.</summary>
internal sealed partial record PasswordHash(PasswordCost Cost, byte[] Salt, byte[] Bytes)
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public static PasswordHash Of(string password, PasswordCost cost)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new(cost, salt, Derive(password, cost, salt));
    }

    /// <summary>A hash that no password has and that costs as much to try as a real one.</summary>
    public static PasswordHash Dummy(PasswordCost cost) =>
        new(cost, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    public static PasswordHash Parse(string phc)
    {
        if (Phc.Match(phc) is not { Success: true } match)
            throw new FormatException("This is no argon2id hash.");
        var cost = new PasswordCost(Number(match, "m"), Number(match, "t"));
        return new(cost, Unpadded(match.Groups["salt"].Value), Unpadded(match.Groups["hash"].Value));
    }

    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, Cost, Salt), Bytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"$argon2id$v=19$m={Cost.MemoryKib},t={Cost.Passes},p=1${Padless(Salt)}${Padless(Bytes)}");

    private static byte[] Derive(string password, PasswordCost cost, byte[] salt) =>
        new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = cost.MemoryKib, NumberOfPasses = cost.Passes })
            .DeriveBytes(Encoding.UTF8.GetBytes(password), salt, HashBytes);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Padless(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Unpadded(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    [GeneratedRegex(@"^\$argon2id\$v=19\$m=(?<m>\d{1,9}),t=(?<t>\d{1,4}),p=1\$(?<salt>[A-Za-z0-9+/]{11,86})\$(?<hash>[A-Za-z0-9+/]{22,86})\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Phc { get; }
}
