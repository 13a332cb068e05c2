using MzPanel.Protocol.Tokens;

namespace MzPanel.Data.Enrollment;

/// <summary>An install token as it is made: the records get the hash, a person the text, once.</summary>
public sealed record InstallToken(string Text, long CreatedAt)
{
    /// <summary>How long it may register its server.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>When it ends.</summary>
    public long ExpiresAt => CreatedAt + (long)Life.TotalMilliseconds;

    /// <summary>A new one.</summary>
    public static InstallToken Create(long now) => new(Token.Create(TokenKind.Install), now);
}
