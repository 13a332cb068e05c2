using MzPanel.Data.Account;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

/// <summary>Accounts that tests begin with.</summary>
internal static class AccountSeed
{
    public const string Password = "$argon2id$first";

    public static NewAccount Account(string email, string? sessionHash = null)
    {
        var user = new UserRow { Id = RecordId.New("usr"), Email = email, Name = "", Password = Password, CreatedAt = 1_000 };
        return new(user, "Test", "unlimited", Session(user.Id, RecordId.New("wks"), sessionHash ?? email, 1_000));
    }

    public static SessionRow Session(string userId, string workspaceId, string hash, long now) => new()
    {
        Id = RecordId.New("ses"), Hash = System.Text.Encoding.UTF8.GetBytes(hash), UserId = userId, WorkspaceId = workspaceId,
        CreatedAt = now, LastSeenAt = now, ExpiresAt = now + UserSessionRecords.LifeMs, Address = "127.0.0.1", UserAgent = "Test\0",
    };

    /// <summary>An account that signed up.</summary>
    public static async Task<NewAccount> SignedUpAsync(Database database, string email)
    {
        var account = Account(email);
        Assert.Equal(AccountOutcome.Created, await new AccountRecords(database).SignUpAsync(account, Seed.Entry(account.Session.WorkspaceId, "account.sign_up")));
        return account;
    }
}
