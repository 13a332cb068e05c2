namespace MzPanel.Silo.Account;

/// <summary>Parameters of argon2id; one lane, since the library offers no more.</summary>
internal sealed record PasswordCost(int MemoryKib, int Passes)
{
    /// <summary>The decision of security.md.</summary>
    public static PasswordCost Usual { get; } = new(64 * 1024, 3);
}
