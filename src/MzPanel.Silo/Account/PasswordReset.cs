using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;
using MzPanel.Silo.Mail;

namespace MzPanel.Silo.Account;

/// <summary>Makes one-time links to a new password, for the command line and for mails.</summary>
internal sealed class PasswordReset(UserRecords users, PasswordResetRecords resets, PublicUrl url, TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>
    /// The link, or <see langword="null"/> where nobody has that address. Takes the second factor away as well: who runs the
    /// installation vouches for the person.
    /// </summary>
    public Task<string?> MakeLinkAsync(string email) => MakeLinkAsync(email, clearsFactor: true);

    /// <summary>A mail with a link that leaves the second factor alone: a mailbox alone must not take it away.</summary>
    public async Task<Letter?> WriteAsync(string email) => await MakeLinkAsync(email, clearsFactor: false) is not { } link ? null : new Letter(
        LetterKind.PasswordReset, email, "A new password for MzPanel",
        $"""
        Somebody, most likely you, wants to set a new password for your account on MzPanel.

        To do so, open this link within an hour:

        {link}

        If that was not you, you can leave this mail alone.
        """);

    private async Task<string?> MakeLinkAsync(string email, bool clearsFactor)
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
        }, clearsFactor);
        return $"{url.Text}/reset#token={token}";
    }
}
