using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MzPanel.Data.Account;
using MzPanel.Data.Team;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>Answers of the account routes: who one is, where, and what that place may have.</summary>
/// <param name="User">Who.</param>
/// <param name="Workspace">Where.</param>
/// <param name="Role">As what.</param>
/// <param name="Scope">How far.</param>
/// <param name="Tier">Of the workspace.</param>
/// <param name="Quotas">What the tier allows.</param>
/// <param name="Usage">What is there.</param>
/// <param name="Workspaces">Every workspace one may switch to, this one among them.</param>
internal sealed record AccountView(
    UserView User, WorkspaceView Workspace, string Role, MemberScope Scope, string Tier, QuotaView Quotas, UsageView Usage, IReadOnlyList<MemberPlace> Workspaces);

/// <param name="Id">Identifier.</param>
/// <param name="Email">Address.</param>
/// <param name="Name">What people call the person.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="SecondFactor">Whether sign-in asks for a second factor.</param>
internal sealed record UserView(string Id, string Email, string Name, DateTimeOffset CreatedAt, bool SecondFactor);

internal sealed record WorkspaceView(string Id, string Name, string UpdatePolicy);

/// <summary>What a tier allows; absent means unlimited.</summary>
internal sealed record QuotaView(int? Servers, int? Sites);

internal sealed record UsageView(long Servers, long Sites);

/// <summary>Puts an account together.</summary>
internal sealed class AccountReader(UserRecords users, AccountRecords accounts, FactorRecords factors, MemberRecords members, ITierTerms tiers)
{
    /// <summary>The account as the records hold it now; <see langword="null"/> where user or workspace are gone.</summary>
    public async Task<(AccountView View, long Version)?> ReadAsync(CallerIdentity caller)
    {
        if (await users.FindAsync(caller.UserId) is not { } user || await accounts.FiguresAsync(caller.WorkspaceId, Within(caller.Scope)) is not { } workspace)
            return null;
        var factor = await factors.FindAsync(user.Id);
        var quotas = tiers.Quotas(workspace.Tier);
        var view = new AccountView(
            new UserView(user.Id, user.Email, user.Name, ApiTime.Of(user.CreatedAt), factor is { IsInForce: true }),
            new WorkspaceView(caller.WorkspaceId, workspace.Name, workspace.UpdatePolicy),
            Roles.Word(caller.Role), caller.Scope, workspace.Tier, quotas, new UsageView(workspace.Servers, workspace.Sites),
            await members.PlacesAsync(user.Id));
        return (view, VersionOf(view));
    }

    // Several rows make it up, so it is another version where it says something else.
    private static long VersionOf(AccountView view) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Options))) & long.MaxValue;

    private static FigureScope? Within(MemberScope scope) =>
        scope.IsAll ? null : new(scope.OnlyServers ?? [], scope.Type == MemberScope.Sites ? scope.Ids ?? [] : []);
}

/// <summary>What the tiers of this installation allow.</summary>
internal interface ITierTerms : ITierGate
{
    string Default { get; }

    QuotaView Quotas(string tier);
}
