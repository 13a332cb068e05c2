using MzPanel.Data.Audit;
using MzPanel.Data.Storage;

namespace MzPanel.Data.Account;

/// <summary>What a new account consists of: a person, a workspace of their own, and the session they go on with.</summary>
/// <param name="User">The owner.</param>
/// <param name="WorkspaceName">What the workspace is called.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="Session">Signed in at once; names the workspace.</param>
public sealed record NewAccount(UserRow User, string WorkspaceName, string Tier, SessionRow Session);

/// <summary>What became of a new account.</summary>
public enum AccountOutcome
{
    /// <summary>It is there.</summary>
    Created,

    /// <summary>The installation has an owner already.</summary>
    AlreadySetUp,

    /// <summary>Somebody has that address.</summary>
    EmailTaken,
}

/// <summary>The figures of a workspace.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="UpdatePolicy">When its agents are updated, where their server does not say otherwise.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="Servers">Servers that count against its quota.</param>
/// <param name="Sites">Sites that do.</param>
public sealed record WorkspaceFigures(string Name, string UpdatePolicy, string Tier, long Servers, long Sites);

/// <summary>What somebody is to see the figures of.</summary>
/// <param name="Servers">These servers, and the sites on them.</param>
/// <param name="Sites">These sites.</param>
public sealed record FigureScope(IReadOnlyCollection<string> Servers, IReadOnlyCollection<string> Sites);

/// <summary>Accounts as a whole.</summary>
public sealed class AccountRecords(Database records)
{
    // People without a workspace have no account any more: only their row is left.
    private const string AnyMember = "SELECT 1 FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL";
    private const string Made = "SELECT 1 FROM users WHERE id = @user";

    /// <summary>Whether anybody has an account: before that, set-up is open.</summary>
    public async Task<bool> AnyAsync() => await records.FirstAsync<long>($"SELECT count(*) FROM ({AnyMember} LIMIT 1) u") > 0;

    /// <summary>The first account, for whoever holds a set-up token; every set-up token is void after it.</summary>
    public Task<AccountOutcome> SetUpAsync(NewAccount account, byte[] setupTokenHash, AuditEntry audit)
    {
        var stamp = RecordId.NewStamp();
        // All tokens, not only the one used: two set-ups at once with different ones wait for each other here.
        var first = new Statement(
            $"""
            UPDATE setup_tokens SET used_at = @now, stamp = @stamp
            WHERE used_at IS NULL AND EXISTS (SELECT 1 FROM setup_tokens t WHERE t.hash = @hash) AND NOT EXISTS ({AnyMember})
            """,
            ("now", account.User.CreatedAt), ("stamp", stamp), ("hash", setupTokenHash));
        return WriteAsync(account, audit, first, "SELECT 1 FROM setup_tokens WHERE hash = @setup_hash AND stamp = @setup_stamp",
            ("setup_hash", setupTokenHash), ("setup_stamp", stamp));
    }

    /// <summary>A further account.</summary>
    public Task<AccountOutcome> SignUpAsync(NewAccount account, AuditEntry audit) => WriteAsync(account, audit, null, "SELECT 1");

    /// <summary>What a member of the workspace sees of it, within a scope where they have one.</summary>
    public Task<WorkspaceFigures?> FiguresAsync(string workspaceId, FigureScope? within = null)
    {
        var (servers, sites) = within is null ? ("", "")
            : ($" AND s.id {records.OneOf("servers")}", $" AND (x.server_id {records.OneOf("servers")} OR x.id {records.OneOf("sites")})");
        return records.FirstAsync<WorkspaceFigures>(
            $"""
            SELECT w.name, w.update_policy, w.tier, (SELECT count(*) FROM servers s WHERE s.workspace_id = w.id AND s.deleted_at IS NULL{servers}) AS servers,
              (SELECT count(*) FROM sites x JOIN servers y ON y.id = x.server_id
               WHERE x.workspace_id = w.id AND x.deleted_at IS NULL AND y.deleted_at IS NULL{sites}) AS sites
            FROM workspaces w WHERE w.id = @workspaceId
            """,
            new { workspaceId, servers = CleanText.All(within?.Servers ?? []), sites = CleanText.All(within?.Sites ?? []) });
    }

    private async Task<AccountOutcome> WriteAsync(
        NewAccount account, AuditEntry audit, Statement? first, string condition, params (string Name, object? Value)[] parameters)
    {
        try
        {
            var affected = await records.Control.WriteAsync([.. first is null ? [] : new[] { first }, .. Effect(account, audit, condition, parameters)]);
            return affected[0] > 0 ? AccountOutcome.Created : AccountOutcome.AlreadySetUp;
        }
        catch (RecordConflictException e) when (e.Constraint == "users_email")
        {
            return AccountOutcome.EmailTaken;
        }
    }

    private static IEnumerable<Statement> Effect(NewAccount account, AuditEntry audit, string condition, (string Name, object? Value)[] parameters)
    {
        var (user, now, workspaceId) = (account.User, account.User.CreatedAt, account.Session.WorkspaceId);
        yield return new(
            $"""
            INSERT INTO users (id, email, name, password, created_at, password_changed_at, version)
            SELECT @user, @email, @name, @password, @now, @now, 1 WHERE EXISTS ({condition})
            """,
            [("user", user.Id), ("email", user.Email), ("name", user.Name), ("password", user.Password), ("now", now), .. parameters]);
        yield return new(
            $"INSERT INTO workspaces (id, name, tier, created_at, version) SELECT @workspace, @workspace_name, @tier, @now, 1 WHERE EXISTS ({Made})",
            ("user", user.Id), ("workspace", workspaceId), ("workspace_name", account.WorkspaceName), ("tier", account.Tier), ("now", now));
        yield return new(
            $"""
            INSERT INTO members (id, workspace_id, user_id, role, scope, created_at, version)
            SELECT @member, @workspace, @user, 'owner', @scope, @now, 1 WHERE EXISTS ({Made})
            """,
            ("user", user.Id), ("member", RecordId.New("mem")), ("workspace", workspaceId), ("scope", Team.MemberRow.WholeWorkspace), ("now", now));
        yield return SessionSql.Insert(account.Session, Made);
        yield return AuditSql.Insert(audit, now, Made, ("user", user.Id));
    }
}
