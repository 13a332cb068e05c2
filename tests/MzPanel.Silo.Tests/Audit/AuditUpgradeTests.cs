using Dapper;
using MzPanel.Data;
using MzPanel.Data.Audit;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>A chain whose links stood in the rows of the audit, as programs before schema 21 made it.</summary>
public sealed class AuditUpgradeTests
{
    private const int Linked = 30;
    private const int Waiting = 5;

    private const string Back = """
        UPDATE audit SET place = l.place, prev_hash = l.row_hash, row_hash = l.row_hash, chained_at = l.chained_at FROM audit_links l WHERE l.seq = audit.seq;
        DROP TABLE audit_links;
        DROP TABLE audit_waiting;
        CREATE UNIQUE INDEX audit_id ON audit (id);
        CREATE UNIQUE INDEX audit_place ON audit (workspace_id, place) WHERE place IS NOT NULL;
        CREATE INDEX audit_unchained ON audit (workspace_id, seq) WHERE place IS NULL;
        DELETE FROM schema_journal WHERE scriptname LIKE '%0021_audit_links.sql'
        """;

    private const string SqliteBack = $"""
        DROP TRIGGER audit_fixed;
        DROP TRIGGER audit_waits;
        {Back};
        CREATE TRIGGER audit_fixed BEFORE UPDATE OF id ON audit BEGIN SELECT RAISE(ABORT, 'x'); END;
        CREATE TRIGGER audit_chained_once BEFORE UPDATE OF place ON audit WHEN OLD.place IS NOT NULL BEGIN SELECT RAISE(ABORT, 'x'); END;
        """;

    private const string PostgresBack = $"""
        DROP TRIGGER audit_fixed ON audit;
        DROP TRIGGER audit_waits ON audit;
        DROP FUNCTION audit_wait;
        {Back};
        DROP FUNCTION audit_frozen;
        CREATE TRIGGER audit_fixed BEFORE UPDATE OF id ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
        CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
        CREATE TRIGGER audit_chained_once BEFORE UPDATE OF place ON audit FOR EACH ROW WHEN (OLD.place IS NOT NULL) EXECUTE FUNCTION audit_refuse()
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_links_are_moved_and_it_goes_on(bool postgres)
    {
        await using var records = await OlderAsync(postgres);
        await records.ReopenAsync();
        using var audit = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory);

        var moved = await audit.VerifyAsync();
        await audit.WriteAsync(1);
        await audit.Chainer.ChainAsync();
        var later = await audit.VerifyAsync();

        Assert.Equal((true, (long)Linked, null), (moved.Ok, moved.Rows, moved.FirstBad));
        Assert.Equal((true, (long)Linked + Waiting + 1, null), (later.Ok, later.Rows, later.FirstBad));
    }

    [Fact]
    public async Task A_silo_of_before_that_still_runs_cannot_go_on_with_it_in_its_way()
    {
        await using var records = await OlderAsync(postgres: true);
        await records.ReopenAsync();
        var rows = new AuditChainRecords(records.Database);

        // As it did it: the head first, then a row.
        await Assert.ThrowsAsync<RecordConflictException>(() => records.Database.Log.WriteAsync(
        [
            new($"UPDATE audit_heads SET place = place + 1 WHERE place = {Linked}"),
            new("UPDATE audit SET place = @place WHERE id = 'aud_none' AND place IS NULL", ("place", Linked + 1L)),
        ]));

        Assert.Equal(Linked, (await rows.HeadAsync(ChainedAudit.Workspace)).Place);
    }

    /// <summary>Records that this program made, taken back to the schema before.</summary>
    private static async Task<TestRecords> OlderAsync(bool postgres)
    {
        var records = postgres ? await TestRecords.PostgresAsync() : await TestRecords.SqliteAsync();
        using var audit = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory);
        await audit.WriteAsync(Linked);
        await audit.Chainer.ChainAsync();
        await audit.WriteAsync(Waiting);
        await records.Database.Control.TransactAsync((c, t, _) => c.ExecuteAsync(postgres ? PostgresBack : SqliteBack, transaction: t));
        return records;
    }
}
