namespace MzPanel.Data.Live;

/// <summary>
/// Statements that number what was committed unnumbered, and let go of what is old. They run apart from the writers and in one
/// round trip, so that no lock of theirs is ever held by a process that stands still.
/// </summary>
internal static class LiveNumbering
{
    // "mzplive" as a number. Numbering shares it, sweeping takes it alone: a sweep never gives up what is just being numbered.
    private const long LockKey = 0x6D7A706C697665;

    // On PostgreSQL the number of one workspace is given out by one at a time; on SQLite there is but one writer.
    private const string Counter = "INSERT INTO live_counters (workspace_id, last) VALUES (@workspace, 0) ON CONFLICT (workspace_id) DO NOTHING";
    private const string HoldCounter = "SELECT last FROM live_counters WHERE workspace_id = @workspace FOR UPDATE";

    private const string Number = """
        UPDATE live_changes SET seq = n.seq FROM (
          SELECT w.id, c.last + row_number() OVER (ORDER BY w.id) AS seq
          FROM (SELECT id FROM live_changes WHERE workspace_id = @workspace AND seq IS NULL ORDER BY id LIMIT @limit) w
          CROSS JOIN live_counters c WHERE c.workspace_id = @workspace) n
        WHERE live_changes.id = n.id
        """;

    private const string Highest = "SELECT max(m.seq) FROM live_changes m WHERE m.workspace_id = @workspace AND m.seq IS NOT NULL";

    private const string Count = $"UPDATE live_counters SET last = ({Highest}) WHERE workspace_id = @workspace AND last < ({Highest})";

    private const string Old = "SELECT o.id FROM (SELECT id, at FROM live_changes ORDER BY id LIMIT @limit) o WHERE o.at < @older_than";

    // What goes unnumbered takes its numbers along, so that a reader from before it sees a gap.
    private const string Skip = """
        INSERT INTO live_counters (workspace_id, last) SELECT g.workspace_id, count(*) FROM {0} g WHERE g.seq IS NULL GROUP BY g.workspace_id
        ON CONFLICT (workspace_id) DO UPDATE SET last = live_counters.last + excluded.last
        """;

    private static readonly string SkipOld = Skip.Replace("{0}", $"(SELECT workspace_id, seq FROM live_changes WHERE id IN ({Old}))", StringComparison.Ordinal);

    private const string DeleteOld = $"DELETE FROM live_changes WHERE id IN ({Old})";

    // One statement, because rows may be committed between two.
    private static readonly string DropOld = $"WITH gone AS ({DeleteOld} RETURNING workspace_id, seq) " + Skip.Replace("{0}", "gone", StringComparison.Ordinal);

    public static IReadOnlyList<Statement> OfWorkspace(string workspaceId, int limit, bool isPostgres)
    {
        (string, object?)[] values = [("workspace", workspaceId), ("limit", limit)];
        Statement[] numbering = [new(Number, values), new(Count, values)];
        return isPostgres
            ? [new("SELECT pg_advisory_xact_lock_shared(@key)", ("key", LockKey)), new(Counter, values), new(HoldCounter, values), .. numbering]
            : [new(Counter, values), .. numbering];
    }

    public static IReadOnlyList<Statement> Sweep(long olderThan, int limit, bool isPostgres)
    {
        (string, object?)[] values = [("older_than", olderThan), ("limit", limit)];
        return isPostgres
            ? [new("SELECT pg_advisory_xact_lock(@key)", ("key", LockKey)), new(DropOld, values)]
            : [new(SkipOld, values), new(DeleteOld, values)];
    }
}
