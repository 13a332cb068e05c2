using MzPanel.Protocol;

namespace MzPanel.Data.Agents;

/// <summary>The fence: which connection of a server is the living one (delivery.md, "The fence").</summary>
public sealed class SessionRecords(Database records)
{
    private const string Select = """
        SELECT server_id, epoch, connection_id, silo, journal_id, previous_journal_id AS settled_journal_id, connected_at, features, kinds FROM server_sessions
        WHERE server_id = @serverId
        """;

    // max(a, b) is greatest(a, b) in PostgreSQL, so the greater one is spelled out.
    private const string Accept = """
        INSERT INTO server_sessions (server_id, epoch, connection_id, silo, journal_id, previous_journal_id, connected_at, features, kinds)
        SELECT s.id, @last_epoch + 1, @connection_id, @silo, @journal_id, @journal_id, @now, @features, @kinds
        FROM servers s WHERE s.id = @server_id AND s.deleted_at IS NULL
        ON CONFLICT (server_id) DO UPDATE SET
          epoch = CASE WHEN server_sessions.epoch >= excluded.epoch THEN server_sessions.epoch + 1 ELSE excluded.epoch END,
          connection_id = excluded.connection_id, silo = excluded.silo,
          journal_id = excluded.journal_id, connected_at = excluded.connected_at, features = excluded.features, kinds = excluded.kinds
        """;

    private const string Settle = """
        UPDATE server_sessions SET previous_journal_id = journal_id WHERE server_id = @server_id AND epoch = @epoch
        """;

    private const string Unchanged = " WHERE server_sessions.epoch = @seen";

    /// <summary>Accepts a connection: raises the epoch above the stored one and the agent's own, in one conditional update.</summary>
    /// <param name="serverId">The server.</param>
    /// <param name="connectionId">Its new connection.</param>
    /// <param name="silo">Who holds it.</param>
    /// <param name="lastEpoch">Of the hello.</param>
    /// <param name="journalId">Of the hello.</param>
    /// <param name="featuresJson">Of the hello.</param>
    /// <param name="kindsJson">Of the hello.</param>
    /// <param name="now">Unix ms.</param>
    /// <param name="seenEpoch">The epoch stored when the hello was heard (0: none): where another came since, this one is old. <see langword="null"/> does not ask.</param>
    /// <returns>The accepted row; <see langword="null"/> where the server is gone or a newer connection took over already.</returns>
    public async Task<SessionRow?> AcceptAsync(
        string serverId, string connectionId, string silo, long lastEpoch, string? journalId, string featuresJson, string kindsJson, long now,
        long? seenEpoch = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lastEpoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastEpoch, ProtocolLimits.MaxEpoch);
        var affected = await records.Control.WriteAsync(
        [
            new(
                seenEpoch is null ? Accept : Accept + Unchanged,
                ("server_id", serverId), ("last_epoch", lastEpoch), ("connection_id", connectionId), ("silo", silo), ("journal_id", journalId),
                ("now", now), ("features", featuresJson), ("kinds", kindsJson), ("seen", seenEpoch)),
        ]);
        if (affected[0] == 0)
            return null;
        return await FindAsync(serverId) is { } row && row.ConnectionId == connectionId ? row : null;
    }

    /// <summary>
    /// Every command of the server is settled against the journal of this connection. Not before: a hello that failed half-way would
    /// leave the commands that a re-imaged VPS has lost to the next hello, which could not tell that the journal had changed.
    /// </summary>
    public Task SettledAsync(string serverId, long epoch) =>
        records.Control.WriteAsync([new(Settle, ("server_id", serverId), ("epoch", epoch))]);

    /// <summary>The connection accepted last; it may be gone by now.</summary>
    public Task<SessionRow?> FindAsync(string serverId) => records.FirstAsync<SessionRow>(Select, new { serverId });

    /// <summary>The kinds that the agents of these servers run, as JSON lists; those that never connected are missing.</summary>
    public async Task<IReadOnlyDictionary<string, string>> KindsAsync(IReadOnlyCollection<string> serverIds)
    {
        var rows = await records.QueryAsync<(string Server, string Kinds)>(
            $"SELECT server_id, kinds FROM server_sessions WHERE server_id {records.OneOf("servers")}", new { servers = Storage.CleanText.All(serverIds) });
        return rows.ToDictionary(row => row.Server, row => row.Kinds);
    }
}
