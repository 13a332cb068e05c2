using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Data.Live;

namespace MzPanel.Data.Rollouts;

// The turn of a server is committed first, its job is submitted then: whichever silo dies in between, a running server without
// a job says which one is still to be submitted, and of two silos that drive a rollout at once one commits.
public sealed partial class RolloutRecords
{
    /// <summary>The time that turns go by.</summary>
    public Task<DateTimeOffset> ClockAsync() => records.ClockAsync();

    /// <summary>Rollouts that have something to do, the latest version of each, in random order so that a limit starves none.</summary>
    public async Task<IReadOnlyList<RolloutRow>> OpenAsync(int limit) => await records.QueryAsync<RolloutRow>(
        $"""
        {Select} WHERE r.finished_at IS NULL AND (r.status = 'running' OR r.running > 0 OR r.pending = 0) ORDER BY random() LIMIT @limit
        """,
        new { limit });

    /// <summary>Servers of a rollout whose turn has come.</summary>
    public async Task<IReadOnlyList<RunningServer>> RunningAsync(string id) => await records.QueryAsync<RunningServer>(
        """
        SELECT s.server_id, s.job_id, s.claimed_at, j.status AS job_status, j.cancel_requested_at, j.finished_at AS job_finished_at,
          j.error_code AS job_error, v.agent_version, v.deleted_at AS removed_at
        FROM rollout_servers s LEFT JOIN jobs j ON j.id = s.job_id LEFT JOIN servers v ON v.id = s.server_id
        WHERE s.rollout_id = @id AND s.state = 'running' ORDER BY s.place
        """,
        new { id });

    /// <summary>The servers whose turn comes next, with the ids their jobs will have.</summary>
    public async Task<IReadOnlyList<RunningServer>> NextAsync(string id, int limit) => await records.QueryAsync<RunningServer>(
        "SELECT server_id, job_id, 0 AS claimed_at FROM rollout_servers WHERE rollout_id = @id AND state = 'pending' ORDER BY place LIMIT @limit",
        new { id, limit });

    /// <summary>
    /// Takes a turn: what became of servers, which ones come next, and what the rollout is after that, in one commit.
    /// <see langword="false"/> where it is another version by now.
    /// </summary>
    public async Task<bool> TurnAsync(RolloutRow before, RolloutRow after, IReadOnlyList<ServerMove> moves, AuditEntry? audit)
    {
        var stamp = RecordId.NewStamp();
        (string, object?)[] values =
            [.. Values(after), ("version", before.Version), ("stamp", stamp), ("now", records.Now), ("moves", JsonSerializer.Serialize(moves, Names))];
        var taken = (await records.Control.WriteAsync(
        [
            new(Change, values),
            new(
                $"""
                WITH moves AS MATERIALIZED (
                  SELECT r.value->>'server' AS server, r.value->>'state' AS state, r.value->>'message' AS message FROM {records.Each("moves")})
                UPDATE rollout_servers SET state = m.state, message = m.message,
                  claimed_at = CASE WHEN m.state = 'running' THEN {records.Clock} ELSE claimed_at END
                FROM moves m WHERE rollout_id = @id AND server_id = m.server AND EXISTS ({Won})
                """,
                values),
            LiveSql.ChangedRollout(after, records.Now, stamp),
            .. audit is null ? Array.Empty<Statement>() : [AuditSql.Insert(audit, records.Now, Won, values)],
        ]))[0] > 0;
        records.Bell.Ring(after.WorkspaceId);
        return taken;
    }

    /// <summary>
    /// Claims servers once more whose jobs are about to be submitted; <see langword="false"/> where the rollout is not running any more:
    /// no job is submitted after that.
    /// </summary>
    public async Task<bool> HoldAsync(string id, IReadOnlyList<RunningServer> servers)
    {
        (string, object?)[] values =
        [
            ("id", id), ("stamp", RecordId.NewStamp()), ("now", records.Now), ("servers", JsonSerializer.Serialize(servers.Select(server => new { server.ServerId }), Names)),
        ];
        return (await records.Control.WriteAsync(
        [
            new("UPDATE rollouts SET stamp = @stamp WHERE id = @id AND status = 'running'", values),
            new(
                $"""
                UPDATE rollout_servers SET claimed_at = {records.Clock} WHERE rollout_id = @id AND state = 'running' AND EXISTS ({Won})
                  AND server_id IN (SELECT r.value->>'server_id' FROM {records.Each("servers")})
                """,
                values),
        ]))[0] > 0;
    }

    /// <summary>Notes that there will be no job for a server whose turn had come, and why; not where the job is there after all.</summary>
    public async Task SkipAsync(RolloutRow rollout, RunningServer server, string message)
    {
        var stamp = RecordId.NewStamp();
        (string, object?)[] values = [("id", rollout.Id), ("job", server.JobId), ("server", server.ServerId), ("message", message), ("stamp", stamp)];
        await records.Control.WriteAsync(
        [
            // Of two silos the second waits here and looks then: a condition in the statement that waits would look too early.
            new("UPDATE rollouts SET stamp = stamp WHERE id = @id", values),
            new(
                """
                UPDATE rollouts SET running = running - 1, skipped = skipped + 1, version = version + 1, stamp = @stamp WHERE id = @id
                  AND EXISTS (SELECT 1 FROM rollout_servers s WHERE s.rollout_id = @id AND s.server_id = @server AND s.job_id = @job AND s.state = 'running')
                  AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = @job)
                """,
                values),
            new(
                $"""
                UPDATE rollout_servers SET state = 'skipped', message = @message
                WHERE rollout_id = @id AND server_id = @server AND job_id = @job AND state = 'running' AND EXISTS ({Won})
                """,
                values),
            LiveSql.ChangedRollout(rollout, records.Now, stamp),
        ]);
        records.Bell.Ring(rollout.WorkspaceId);
    }
}
