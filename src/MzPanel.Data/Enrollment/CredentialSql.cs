using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Enrollment;

/// <summary>
/// Statements that operations on credentials share. Each operation locks the server's row first, so that none meets another
/// half-way, and marks what it won with a stamp that the later statements ask for.
/// </summary>
internal static class CredentialSql
{
    /// <summary>Prefix of credential ids.</summary>
    public const string IdPrefix = "tok";

    /// <summary>The operation holds a living server.</summary>
    public const string Held = "SELECT 1 FROM servers h WHERE h.id = @server_id AND h.stamp = @stamp";

    /// <summary>The credential <c>@won</c> was changed or made by this operation.</summary>
    public const string Won = "SELECT 1 FROM credentials w WHERE w.id = @won AND w.stamp = @stamp";

    private const string Powerful = $"('{CredentialState.Active}', '{CredentialState.Requested}', '{CredentialState.Delivered}', '{CredentialState.Kept}')";

    private const string HoldSql = "UPDATE servers SET stamp = @stamp WHERE id = @server_id AND deleted_at IS NULL";

    /// <summary>Statements that begin an operation; the last of them affects a row where the operation may go on.</summary>
    public static IEnumerable<Statement> Begin(string serverId, string stamp, IdempotencyCommit? key = null)
    {
        if (key is null)
            return [new(HoldSql, ("server_id", serverId), ("stamp", stamp))];
        return
        [
            IdempotencySql.Claim(key, stamp),
            new(HoldSql + " AND " + IdempotencySql.Claimed, [("server_id", serverId), ("stamp", stamp), .. IdempotencySql.Parameters(key, stamp)]),
        ];
    }

    /// <summary>Statements that end an operation which won a credential: its audit row and the answer to keep.</summary>
    public static IEnumerable<Statement> Finish(AuditEntry entry, string wonId, string stamp, long now, IdempotencyCommit? key = null)
    {
        yield return AuditSql.Insert(entry, now, Won, ("won", wonId), ("stamp", stamp));
        if (key is not null)
            yield return IdempotencySql.Keep(key, stamp, Won, ("won", wonId), ("stamp", stamp));
    }

    /// <summary>Ends every agent token of the server that still has power, but for those this operation made.</summary>
    public static Statement EndAgentTokens(string serverId, string state, string wonId, string stamp, long now) => new(
        $"""
        UPDATE credentials SET state = @state, ended_at = @now
        WHERE server_id = @server_id AND kind = 'agent' AND state IN {Powerful} AND (stamp IS NULL OR stamp <> @stamp) AND EXISTS ({Won})
        """,
        ("server_id", serverId), ("state", state), ("now", now), ("won", wonId), ("stamp", stamp));

    /// <summary>How an operation that began with <see cref="Begin"/> went, from the rows affected.</summary>
    public static TokenOutcome Outcome(int[] affected, bool keyed, TokenOutcome lost)
    {
        if (keyed && affected[0] == 0)
            return TokenOutcome.KeyTaken;
        var held = keyed ? 1 : 0;
        return affected[held] == 0 ? TokenOutcome.ServerGone : affected[held + 1] == 0 ? lost : TokenOutcome.Done;
    }
}
