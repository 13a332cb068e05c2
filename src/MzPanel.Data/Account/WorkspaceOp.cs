using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Account;

/// <summary>
/// An operation on what a workspace owns. It locks the row of the workspace first, so that no two of them meet half-way and none
/// leaves anything in a workspace that closes meanwhile; its second statement decides, and stamps the row it won.
/// </summary>
internal sealed class WorkspaceOp(string workspaceId, IdempotencyCommit? key = null)
{
    /// <summary>The operation holds an open workspace; with <c>@workspace</c> and <c>@stamp</c>.</summary>
    public const string Held = "SELECT 1 FROM workspaces h WHERE h.id = @workspace AND h.stamp = @stamp";

    public string Stamp { get; } = RecordId.NewStamp();

    /// <summary>What the deciding statement wants to find done or locked.</summary>
    public IReadOnlyList<Statement> Before { get; init; } = [];

    /// <summary>Writes it all, or nothing but the lock where the deciding statement affects no row.</summary>
    public async Task<Effect> WriteAsync(RecordWriter writer, Statement deciding, Stamped won, Statement audit, params IReadOnlyList<Statement> others)
    {
        Statement[] begin = [.. Begin(), .. Before];
        var affected = await writer.WriteAsync([.. begin, deciding, audit, .. Keep(won), .. others]);
        return key is not null && affected[0] == 0 ? Effect.KeyTaken : affected[begin.Length] > 0 ? Effect.Done : Effect.Missed;
    }

    private IEnumerable<Statement> Begin()
    {
        const string Hold = "UPDATE workspaces SET stamp = @stamp WHERE id = @workspace AND closed_at IS NULL";
        (string, object?)[] values = [("workspace", workspaceId), ("stamp", Stamp)];
        if (key is null)
            return [new(Hold, values)];
        return [IdempotencySql.Claim(key, Stamp), new($"{Hold} AND {IdempotencySql.Claimed}", [.. values, .. IdempotencySql.Parameters(key, Stamp)])];
    }

    private IEnumerable<Statement> Keep(Stamped won) => key is null ? [] : [IdempotencySql.Keep(key, Stamp, won.Sql, won.Parameters)];
}
