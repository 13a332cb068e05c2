using MzPanel.Data.Audit;

namespace MzPanel.Data.Tests.Audit;

public abstract class AuditChainRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private AuditChainRecords Chain => new(Database);

    private CheckpointRecords Checkpoints => new(Database);

    [Fact]
    public async Task Rows_are_chained_in_the_order_they_were_written_and_once()
    {
        await WriteAsync("a", "b", "c");
        Assert.Equal(["wks_1"], await Chain.UnchainedAsync(10));

        Assert.True(await ExtendAsync(ChainHead.None, 2));
        var head = await Chain.HeadAsync("wks_1");
        Assert.Equal((2L, "b"), (head.Place, Text(head.RowHash)));
        Assert.True(await ExtendAsync(head, 2));

        Assert.Empty(await Chain.UnchainedAsync(10));
        Assert.Equal([(1, "a"), (2, "b"), (3, "c")], (await Chain.ReadAsync("wks_1", 0, 0, 10)).Select(r => (r.Place!.Value, r.Action)));
    }

    [Fact]
    public async Task Of_two_that_extend_the_same_chain_one_changes_nothing()
    {
        await WriteAsync("a", "b");
        var rows = await Chain.NextAsync("wks_1", 10);

        var won = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Chain.ExtendAsync(
            "wks_1", ChainHead.None, [.. rows.Select((row, n) => new ChainLink(row.Seq, n + 1, Hash($"{i}")))], 5)));

        Assert.Single(won, true);
        var chained = await Chain.ReadAsync("wks_1", 0, 0, 10);
        Assert.Equal([1, 2], chained.Select(r => r.Place!.Value));
        Assert.Single(chained.Select(r => Text(r.RowHash!)).Distinct(), $"{Array.IndexOf(won, true)}");
    }

    [Fact]
    public async Task A_link_is_never_changed_nor_taken_away()
    {
        await WriteAsync("a");
        await ExtendAsync(ChainHead.None, 1);

        foreach (var change in new[] { "UPDATE audit_links SET place = 7", "UPDATE audit_links SET row_hash = row_hash", "UPDATE audit_links SET chained_at = 7", "DELETE FROM audit_links" })
            await Assert.ThrowsAnyAsync<Exception>(() => ExecuteAsync(change));
        Assert.Equal("a", Assert.Single(await Chain.ReadAsync("wks_1", 0, 0, 10), row => row.Place == 1).Action);
    }

    [Fact]
    public async Task A_row_waits_for_its_place_from_the_commit_that_writes_it()
    {
        await WriteAsync("a", "b");
        await ExtendAsync(ChainHead.None, 1);
        Assert.Null(await Chain.BesideAsync("wks_1"));

        await ExecuteAsync("DELETE FROM audit_waiting");

        Assert.Equal("b", await ScalarAsync<string>("SELECT action FROM audit WHERE id = @id", new { id = await Chain.BesideAsync("wks_1") }));
    }

    [Fact]
    public async Task A_checkpoint_is_due_by_rows_or_by_time_and_not_without_new_rows()
    {
        await WriteAsync("a", "b");
        await ExtendAsync(ChainHead.None, 2);
        var end = Assert.Single(await Checkpoints.DueAsync(rows: 2, before: -1, 10));
        Assert.Equal(("wks_1", 2L, "b"), (end.WorkspaceId, end.Place, Text(end.RowHash)));
        Assert.Empty(await Checkpoints.DueAsync(rows: 3, before: -1, 10));
        Assert.Single(await Checkpoints.DueAsync(rows: 3, before: 0, 10));

        await Checkpoints.AddAsync(new CheckpointRow("wks_1", 2, 100, "signed"));

        Assert.Empty(await Checkpoints.DueAsync(rows: 1, before: 1_000, 10));
        Assert.Equal("signed", (await Checkpoints.LastAsync("wks_1"))!.Jws);
    }

    [Fact]
    public async Task Checkpoints_are_read_in_pages_and_the_last_one_is_kept()
    {
        await WriteAsync("a", "b", "c");
        await ExtendAsync(ChainHead.None, 3);
        for (var place = 1; place <= 3; place++)
            await Checkpoints.AddAsync(new CheckpointRow("wks_1", place, 100, $"{place}"));

        var first = await Checkpoints.SinceAsync(100, null, 2);
        var second = await Checkpoints.SinceAsync(100, first[^1], 2);
        await Checkpoints.SweepAsync(1_000);

        Assert.Equal(["1", "2", "3"], first.Concat(second).Select(c => c.Jws));
        Assert.Empty(await Checkpoints.SinceAsync(101, null, 2));
        Assert.Equal("3", Assert.Single(await Checkpoints.SinceAsync(0, null, 9)).Jws);
    }

    private static string Text(byte[] hash) => System.Text.Encoding.UTF8.GetString(hash).TrimEnd('.');

    private static byte[] Hash(string text) => System.Text.Encoding.UTF8.GetBytes(text.PadRight(32, '.'));

    private async Task WriteAsync(params string[] actions)
    {
        foreach (var action in actions)
            await new AuditRecords(Database).AddAsync(MzPanel.Testing.Seed.Entry("wks_1", action));
    }

    /// <summary>Links the next rows; their hash is their action.</summary>
    private async Task<bool> ExtendAsync(ChainHead head, int rows)
    {
        var place = head.Place;
        var links = (await Chain.NextAsync("wks_1", rows)).Select(row => new ChainLink(row.Seq, ++place, Hash(row.Action)));
        return await Chain.ExtendAsync("wks_1", head, [.. links], 5);
    }
}

public sealed class SqliteAuditChainRecordsTests() : AuditChainRecordsTests(postgres: false);

public sealed class PostgresAuditChainRecordsTests() : AuditChainRecordsTests(postgres: true);
