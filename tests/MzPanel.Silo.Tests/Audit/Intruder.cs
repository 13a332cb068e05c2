using System.Security.Cryptography;
using Dapper;
using MzPanel.Data;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>Changes the audit in the database, triggers and indexes out of the way, and puts it back.</summary>
internal sealed class Intruder(Database records, Random random)
{
    private static readonly string[] Texts =
        ["id", "workspace_id", "actor_type", "actor_id", "actor_name", "action", "subject_type", "subject_id", "server_id", "job_id", "outcome", "request_id", "address", "details"];

    private static readonly string[] Tables = ["audit", "audit_heads", "audit_checkpoints"];

    private const int Ways = 10;

    public List<string> Deeds { get; } = [];

    public async Task BreakInAsync()
    {
        foreach (var trigger in new[] { "audit_fixed", "audit_kept", "audit_chained_once" })
            await SqlAsync($"DROP TRIGGER {trigger}{(records.IsPostgres ? " ON audit" : "")}");
        await SqlAsync("DROP INDEX audit_place");
        foreach (var table in Tables)
            await SqlAsync($"CREATE TABLE {table}_copy AS SELECT * FROM {table}");
    }

    public async Task UndoAsync()
    {
        foreach (var table in Tables)
            await SqlAsync($"DELETE FROM {table}; INSERT INTO {table} {(records.IsPostgres && table == "audit" ? "OVERRIDING SYSTEM VALUE " : "")}SELECT * FROM {table}_copy");
    }

    public async Task<string> TamperAsync(int turn, int rows, int signed)
    {
        var (row, other) = (random.Next(1, rows + 1), random.Next(1, rows));
        other += other >= row ? 1 : 0;
        var deed = (turn % Ways) switch
        {
            0 => await EditAsync(row, Texts[random.Next(Texts.Length)]),
            1 => await NumberAsync(row, random.Next(2) == 0 ? "at" : "seq"),
            2 => await DeleteAsync(row, closesGap: random.Next(2) == 0),
            3 => await SwapAsync(row, other),
            4 => await InsertAsync(row),
            5 => await RehashAsync(row),
            6 => await CutTailAsync(random.Next(1, signed + 1)),
            7 => await ForgeBesideAsync(row, random.Next(-3, 2)),
            8 => await MoveHeadAsync(random.Next(2) == 0 ? -1 : 1),
            _ => await UnchainAsync(row),
        };
        Deeds.Add(deed);
        return deed;
    }

    public async Task<string> CutTailAsync(int from)
    {
        await SqlAsync($"""
            UPDATE audit_heads SET place = {from - 1}, row_hash = COALESCE((SELECT row_hash FROM audit WHERE place = {from - 1}), row_hash), checkpoint_place = 0;
            DELETE FROM audit WHERE place >= {from};
            DELETE FROM audit_checkpoints WHERE place >= {from};
            """);
        return "tail cut";
    }

    private async Task<string> EditAsync(int row, string column)
    {
        await SqlAsync($"UPDATE audit SET {column} = CASE WHEN {column} IS NULL THEN '' ELSE {column} || 'x' END WHERE place = {row}");
        return "text edited";
    }

    private async Task<string> NumberAsync(int row, string column)
    {
        // An identity column is not updated: the row is put back under another number.
        if (column == "seq" && records.IsPostgres)
            await SqlAsync($"""
                CREATE TEMP TABLE one AS SELECT * FROM audit WHERE place = {row}; UPDATE one SET seq = seq + 1000000;
                DELETE FROM audit WHERE place = {row}; INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT * FROM one; DROP TABLE one
                """);
        else
            await SqlAsync($"UPDATE audit SET {column} = {column} + 1000000 WHERE place = {row}");
        return "number edited";
    }

    private async Task<string> DeleteAsync(int row, bool closesGap)
    {
        await SqlAsync($"DELETE FROM audit WHERE place = {row}");
        if (closesGap)
            await SqlAsync($"UPDATE audit SET place = place - 1 WHERE place > {row}; UPDATE audit_heads SET place = place - 1");
        return "row deleted";
    }

    private async Task<string> SwapAsync(int row, int other)
    {
        await SqlAsync($"UPDATE audit SET place = CASE place WHEN {row} THEN {other} ELSE {row} END WHERE place IN ({row}, {other})");
        return "rows swapped";
    }

    private async Task<string> InsertAsync(int behind)
    {
        await SqlAsync($"""
            UPDATE audit SET place = place + 1 WHERE place > {behind};
            INSERT INTO audit (id, workspace_id, at, actor_type, actor_id, actor_name, action, outcome, details, prev_hash, row_hash, chained_at, place)
            SELECT 'aud_forged', workspace_id, at, actor_type, actor_id, actor_name, 'nothing.happened', outcome, details, row_hash, row_hash, chained_at, place + 1
            FROM audit WHERE place = {behind};
            UPDATE audit_heads SET place = place + 1;
            """);
        return "row inserted";
    }

    /// <summary>A row that stands where the chain does not look: before its first place, or at a place that is taken.</summary>
    private async Task<string> ForgeBesideAsync(int row, int place)
    {
        await SqlAsync($"""
            INSERT INTO audit (id, workspace_id, at, actor_type, actor_id, actor_name, action, outcome, details, prev_hash, row_hash, chained_at, place)
            SELECT 'aud_forged', workspace_id, at, actor_type, actor_id, actor_name, 'nothing.happened', outcome, details, prev_hash, row_hash, chained_at, {(place < 1 ? place : row)}
            FROM audit WHERE place = {row}
            """);
        return "row put beside the chain";
    }

    private async Task<string> MoveHeadAsync(int by)
    {
        await SqlAsync($"UPDATE audit_heads SET place = place + {by}");
        return "end of the chain moved";
    }

    /// <summary>Edits a row and makes every hash from there on anew, with a key of the intruder's.</summary>
    private async Task<string> RehashAsync(int from)
    {
        await EditAsync(from, "action");
        var key = RandomNumberGenerator.GetBytes(32);
        var before = await records.FirstAsync<byte[]>("SELECT prev_hash FROM audit WHERE place = @from", new { from });
        foreach (var (seq, place, action) in await records.QueryAsync<(long, long, string)>("SELECT seq, place, action FROM audit WHERE place >= @from ORDER BY place", new { from }))
        {
            byte[] row = [.. before!, .. System.Text.Encoding.UTF8.GetBytes($"{seq}{place}{action}")];
            var hash = HMACSHA256.HashData(key, row);
            await records.Control.WriteAsync([new("UPDATE audit SET prev_hash = @before, row_hash = @hash WHERE place = @place", ("before", before), ("hash", hash), ("place", place))]);
            before = hash;
        }
        await records.Control.WriteAsync([new("UPDATE audit_heads SET row_hash = @hash", ("hash", before))]);
        return "rows hashed again";
    }

    private async Task<string> UnchainAsync(int row)
    {
        await SqlAsync($"UPDATE audit SET place = NULL, prev_hash = NULL, row_hash = NULL, chained_at = NULL WHERE place = {row}");
        return "row taken out of the chain";
    }

    private Task<int> SqlAsync(string sql) => records.Control.TransactAsync((c, t, _) => c.ExecuteAsync(sql, transaction: t));
}
