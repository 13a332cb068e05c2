using System.Security.Cryptography;
using Dapper;
using MzPanel.Data;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>Changes the audit in the database, triggers and indexes out of the way, and puts it back.</summary>
internal sealed class Intruder(Database records, Random random)
{
    private static readonly string[] Texts =
        ["id", "workspace_id", "actor_type", "actor_id", "actor_name", "action", "subject_type", "subject_id", "server_id", "job_id", "outcome", "request_id", "address", "details"];

    private static readonly string[] Tables = ["audit", "audit_links", "audit_waiting", "audit_heads", "audit_checkpoints"];

    private const int Ways = 12;

    public List<string> Deeds { get; } = [];

    public async Task BreakInAsync()
    {
        string[] triggers = records.IsPostgres
            ? ["audit_fixed ON audit", "audit_links_fixed ON audit_links"]
            : ["audit_fixed", "audit_kept", "audit_links_fixed", "audit_links_kept"];
        foreach (var trigger in triggers)
            await SqlAsync($"DROP TRIGGER {trigger}");
        // The same links in a table that refuses nothing, not even two at one place.
        await SqlAsync("CREATE TABLE links AS SELECT * FROM audit_links; DROP TABLE audit_links; ALTER TABLE links RENAME TO audit_links");
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
            9 => await PointAsync(row, other),
            10 => await ForgeUnchainedAsync(row),
            _ => await UnchainAsync(row),
        };
        Deeds.Add(deed);
        return deed;
    }

    public async Task<string> CutTailAsync(int from)
    {
        await SqlAsync($"""
            UPDATE audit_heads SET place = {from - 1}, row_hash = COALESCE((SELECT row_hash FROM audit_links WHERE place = {from - 1}), row_hash), checkpoint_place = 0;
            DELETE FROM audit WHERE seq IN (SELECT seq FROM audit_links WHERE place >= {from});
            DELETE FROM audit_links WHERE place >= {from};
            DELETE FROM audit_checkpoints WHERE place >= {from};
            """);
        return "tail cut";
    }

    private async Task<string> EditAsync(int row, string column)
    {
        await SqlAsync($"UPDATE audit SET {column} = CASE WHEN {column} IS NULL THEN '' ELSE {column} || 'x' END WHERE {At(row)}");
        return "text edited";
    }

    private async Task<string> NumberAsync(int row, string column)
    {
        // An identity column is not updated: the row is put back under another number.
        if (column == "seq" && records.IsPostgres)
            await SqlAsync($"""
                CREATE TEMP TABLE one AS SELECT * FROM audit WHERE {At(row)}; UPDATE one SET seq = seq + 1000000;
                DELETE FROM audit WHERE {At(row)}; INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT * FROM one; DROP TABLE one
                """);
        else
            await SqlAsync($"UPDATE audit SET {column} = {column} + 1000000 WHERE {At(row)}");
        // Its link goes along.
        if (column == "seq" && random.Next(2) == 0)
            await SqlAsync($"UPDATE audit_links SET seq = seq + 1000000 WHERE place = {row}");
        return "number edited";
    }

    private async Task<string> DeleteAsync(int row, bool closesGap)
    {
        await SqlAsync($"DELETE FROM audit WHERE {At(row)}; DELETE FROM audit_links WHERE place = {row}");
        if (closesGap)
            await SqlAsync($"UPDATE audit_links SET place = place - 1 WHERE place > {row}; UPDATE audit_heads SET place = place - 1");
        return "row deleted";
    }

    private async Task<string> SwapAsync(int row, int other)
    {
        await SqlAsync($"UPDATE audit_links SET place = CASE place WHEN {row} THEN {other} ELSE {row} END WHERE place IN ({row}, {other})");
        return "rows swapped";
    }

    private async Task<string> InsertAsync(int behind)
    {
        await SqlAsync($"""
            UPDATE audit_links SET place = place + 1 WHERE place > {behind};
            {Forge(behind)};
            INSERT INTO audit_links (workspace_id, place, seq, row_hash, chained_at)
            SELECT workspace_id, place + 1, (SELECT max(seq) FROM audit), row_hash, chained_at FROM audit_links WHERE place = {behind};
            UPDATE audit_heads SET place = place + 1;
            """);
        return "row inserted";
    }

    /// <summary>A row that stands where the chain does not look: before its first place, or at a place that is taken.</summary>
    private async Task<string> ForgeBesideAsync(int row, int place)
    {
        await SqlAsync($"""
            {Forge(row)};
            INSERT INTO audit_links (workspace_id, place, seq, row_hash, chained_at)
            SELECT workspace_id, {(place < 1 ? place : row)}, (SELECT max(seq) FROM audit), row_hash, chained_at FROM audit_links WHERE place = {row}
            """);
        return "row put beside the chain";
    }

    /// <summary>A row that neither is in the chain nor waits for it.</summary>
    private async Task<string> ForgeUnchainedAsync(int row)
    {
        await SqlAsync($"{Forge(row)}; DELETE FROM audit_waiting");
        return "row put in without a place";
    }

    private async Task<string> PointAsync(int row, int other)
    {
        await SqlAsync($"UPDATE audit_links SET seq = (SELECT o.seq FROM audit_links o WHERE o.place = {other}) WHERE place = {row}");
        return "link pointed to another row";
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
        var before = await records.FirstAsync<byte[]>("SELECT row_hash FROM audit_links WHERE place = @from - 1", new { from }) ?? new byte[32];
        foreach (var (seq, place, action) in await records.QueryAsync<(long, long, string)>(
            "SELECT a.seq, l.place, a.action FROM audit_links l JOIN audit a ON a.seq = l.seq WHERE l.place >= @from ORDER BY l.place", new { from }))
        {
            byte[] row = [.. before, .. System.Text.Encoding.UTF8.GetBytes($"{seq}{place}{action}")];
            before = HMACSHA256.HashData(key, row);
            await records.Control.WriteAsync([new("UPDATE audit_links SET row_hash = @hash WHERE place = @place", ("hash", before), ("place", place))]);
        }
        await records.Control.WriteAsync([new("UPDATE audit_heads SET row_hash = @hash", ("hash", before))]);
        return "rows hashed again";
    }

    private async Task<string> UnchainAsync(int row)
    {
        await SqlAsync($"DELETE FROM audit_links WHERE place = {row}");
        return "row taken out of the chain";
    }

    private static string At(int place) => $"seq = (SELECT l.seq FROM audit_links l WHERE l.place = {place})";

    private static string Forge(int like) => $"""
        INSERT INTO audit (id, workspace_id, at, actor_type, actor_id, actor_name, action, outcome, details)
        SELECT 'aud_forged', workspace_id, at, actor_type, actor_id, actor_name, 'nothing.happened', outcome, details FROM audit WHERE {At(like)}
        """;

    private Task<int> SqlAsync(string sql) => records.Control.TransactAsync((c, t, _) => c.ExecuteAsync(sql, transaction: t));
}
