using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>Makes one-time links to a new password, for the command line.</summary>
internal sealed class PasswordReset(UserRecords users, PasswordResetRecords resets, PublicUrl url, TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>
    /// The link, or <see langword="null"/> where nobody has that address. Takes the second factor away as well: who runs the
    /// installation vouches for the person.
    /// </summary>
    public async Task<string?> MakeLinkAsync(string email)
    {
        if (await users.FindByEmailAsync(email) is not { } user || await users.HomeAsync(user.Id) is not { } home)
            return null;
        var token = Token.Create(TokenKind.Setup);
        await resets.AddAsync(Token.Hash(token), user.Id, (time.GetUtcNow() + Life).ToUnixTimeMilliseconds(), new AuditEntry
        {
            WorkspaceId = home.WorkspaceId,
            Actor = AuditActor.System,
            Action = "account.password_reset_link",
            Subject = ("user", user.Id),
        }, clearsFactor: true);
        return $"{url.Text}/reset#token={token}";
    }
}
