using MzPanel.Data.Audit;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>Somebody who can write the database as they like, and knows everything but the master key.</summary>
public sealed class AuditTamperTests(ITestOutputHelper output)
{
    private const int Rows = 40;
    private const int Signed = 30;
    private const int Tries = 200;
    private const int Seed = 20261123;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_change_of_the_chained_part_shows(bool postgres)
    {
        await using var records = postgres ? await TestRecords.PostgresAsync() : await TestRecords.SqliteAsync();
        using var audit = await ChainAsync(records);
        var intruder = new Intruder(records.Database, new Random(Seed));
        await intruder.BreakInAsync();
        for (var i = 0; i < Tries; i++)
        {
            var deed = await intruder.TamperAsync(i, Rows, Signed);
            var verdict = await audit.VerifyAsync();
            Assert.True(verdict is { Ok: false, FirstBad: not null }, $"try {i} of seed {Seed} went unseen: {deed}");
            await intruder.UndoAsync();
            Assert.True((await audit.VerifyAsync()).Ok, $"not undone: {deed}");
        }
        output.WriteLine($"{Tries} tries, seed {Seed}: " + string.Join(", ", intruder.Deeds.GroupBy(d => d).Select(g => $"{g.Count()} × {g.Key}")));
    }

    [Fact]
    public async Task A_tail_that_was_cut_shows_even_where_the_chain_went_on()
    {
        await using var records = await TestRecords.SqliteAsync();
        using var audit = await ChainAsync(records);
        var intruder = new Intruder(records.Database, new Random(Seed));
        await intruder.BreakInAsync();

        await intruder.CutTailAsync(Signed - 2);
        await audit.WriteAsync(20);
        await audit.Chainer.ChainAsync();
        Assert.False((await audit.VerifyAsync()).Ok);
        await audit.SignAsync();

        Assert.Equal((false, Signed - 1), await FoundAsync(audit));
    }

    [Fact]
    public async Task What_a_crash_left_of_a_line_takes_no_checkpoint_along()
    {
        await using var records = await TestRecords.SqliteAsync();
        var file = Path.Combine(records.Options.DataDirectory, ChainedAudit.File);
        using (var audit = await ChainAsync(records))
        {
            await File.AppendAllTextAsync(file, "eyJhbGciOiJFUzI1Ni", TestContext.Current.CancellationToken);
            await audit.SignAsync();
        }
        var intruder = new Intruder(records.Database, new Random(Seed));
        await intruder.BreakInAsync();
        await intruder.CutTailAsync(Rows);

        using var later = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory);

        Assert.Equal((false, Rows - 1), await FoundAsync(later));
    }

    [Fact]
    public async Task Silos_may_share_a_file()
    {
        await using var records = await TestRecords.SqliteAsync();
        using var one = await ChainAsync(records);
        using var other = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory);
        await one.SignAsync();
        await other.SignAsync();

        using var third = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory);

        Assert.Equal(Rows, third.Copies.Last(ChainedAudit.Workspace)!.Place);
    }

    [Fact]
    public async Task A_workspace_whose_chain_was_broken_keeps_no_other_from_being_chained()
    {
        await using var records = await TestRecords.SqliteAsync();
        using var audit = await ChainAsync(records);
        await records.Database.Control.WriteAsync([new("UPDATE audit_heads SET place = place - 1")]);

        await audit.WriteAsync(1);
        await new AuditRecords(records.Database).AddAsync(Testing.Seed.Entry("wks_2", "thing.do"));
        await audit.Chainer.ChainAsync();

        Assert.Equal([ChainedAudit.Workspace], await new AuditChainRecords(records.Database).UnchainedAsync(10));
        Assert.False((await audit.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task A_silo_that_starts_later_knows_the_checkpoints_from_its_file()
    {
        await using var records = await TestRecords.SqliteAsync();
        using (await ChainAsync(records))
        {
        }
        var intruder = new Intruder(records.Database, new Random(Seed));
        await intruder.BreakInAsync();
        await intruder.CutTailAsync(Signed);

        using var audit = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory);
        using var elsewhere = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory, "no-such-file.jws");

        Assert.False((await audit.VerifyAsync()).Ok);
        // Without the file the cut is perfect: it is the file that tells.
        Assert.True((await elsewhere.VerifyAsync()).Ok);
    }

    /// <summary>What a verification says: whether all is well, and how many rows are.</summary>
    private static async Task<(bool Ok, long Rows)> FoundAsync(ChainedAudit audit)
    {
        var found = await audit.VerifyAsync();
        return (found.Ok, found.Rows);
    }

    private static async Task<ChainedAudit> ChainAsync(TestRecords records)
    {
        var audit = await ChainedAudit.OpenAsync(records.Database, records.Options.DataDirectory);
        await audit.WriteAsync(Signed);
        await audit.Chainer.ChainAsync();
        await audit.SignAsync();
        await audit.WriteAsync(Rows - Signed);
        await audit.Chainer.ChainAsync();
        var verdict = await audit.VerifyAsync();
        Assert.Equal((true, (long)Rows, null), (verdict.Ok, verdict.Rows, verdict.FirstBad));
        return audit;
    }
}
