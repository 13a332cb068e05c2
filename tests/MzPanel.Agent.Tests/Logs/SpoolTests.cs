using System.Text;
using MzPanel.Agent.Logs;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Logs;

public sealed class SpoolTests : IDisposable
{
    private const int Line = 4096;
    private readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Lines_come_back_in_order_with_their_stream_and_numbers_while_they_are_written()
    {
        var directory = Job("c1");
        using var writer = new SpoolWriter(directory, SpoolQuota.Default, TimeProvider.System);
        using var reader = new SpoolReader(directory, 1);
        Assert.Empty(Lines(reader));
        Write(writer, "one", stderr: true);
        Write(writer, "two\0ü");
        Assert.Equal([(1, "one", "stderr"), (2, "two\0ü", "stdout")], Lines(reader));
        Write(writer, "three");
        Assert.Equal([(3, "three", "stdout")], Lines(reader));
        Assert.Equal(3, SpoolTail.LastSeq(directory));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(1500)]
    public void Reading_can_begin_at_any_line_over_many_segments(long from)
    {
        var directory = Job("c1");
        using var writer = new SpoolWriter(directory, SpoolQuota.Default, TimeProvider.System);
        for (var i = 1; i <= 1500; i++)
            Write(writer, i.ToString(System.Globalization.CultureInfo.InvariantCulture).PadRight(Line));
        Assert.InRange(SpoolSegment.List(directory).Count, 5, 10);
        using var reader = new SpoolReader(directory, from);
        var lines = Lines(reader);
        Assert.Equal(Enumerable.Range((int)from, 1501 - (int)from).Select(i => (long)i), lines.Select(l => l.Seq));
        Assert.All(lines, l => Assert.Equal(l.Seq, long.Parse(l.Text, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(1500, SpoolTail.LastSeq(directory));
    }

    [Fact]
    public void Beyond_the_cap_the_oldest_middle_goes_the_first_mebibyte_and_the_newest_survive_and_a_gap_says_so()
    {
        var directory = Job("c1");
        const int written = 5000;
        using var writer = new SpoolWriter(directory, new SpoolQuota(4 << 20, 64 << 20), TimeProvider.System);
        for (var i = 1; i <= written; i++)
            Write(writer, new string('x', Line));
        Assert.InRange(SpoolSegment.List(directory).Sum(s => s.Length), 2 << 20, 4 << 20);
        using var reader = new SpoolReader(directory, 1);
        var batches = Batches(reader, written).ToList();
        var gap = Assert.Single(batches, b => b.Gap > 0);
        Assert.InRange(gap.First, (1 << 20) / (Line + 64), (1 << 20) / Line);
        Assert.Equal(Enumerable.Range(1, written).Select(i => (long)i), batches.SelectMany(Numbers));
        Assert.InRange(written - gap.Last, 2 * (1 << 20) / (Line + 64), written);
    }

    [Fact]
    public void The_cap_over_all_commands_takes_the_oldest_middle_of_any_of_them()
    {
        var quota = new SpoolQuota(64 << 20, 8 << 20);
        foreach (var name in new[] { "c1", "c2", "c3" })
        {
            using var writer = new SpoolWriter(Job(name), quota, TimeProvider.System);
            for (var i = 0; i < 1000; i++)
                Write(writer, new string('x', Line));
        }
        var all = new[] { "c1", "c2", "c3" }.Select(n => SpoolSegment.List(Job(n))).ToList();
        Assert.InRange(all.Sum(a => a.Sum(s => s.Length)), 1, 8 << 20);
        Assert.All(all, a => Assert.Equal(1, a[0].First));
        Assert.All(all, a => Assert.InRange(a.Count, 2, 4));
    }

    [Fact]
    public void The_cap_over_all_commands_holds_even_where_first_segments_have_to_go()
    {
        var quota = new SpoolQuota(64 << 20, 8 << 20);
        for (var name = 0; name < 7; name++)
        {
            using var writer = new SpoolWriter(Job($"c{name}"), quota, TimeProvider.System);
            for (var i = 0; i < 500; i++)
                Write(writer, new string('x', Line));
        }
        Assert.InRange(Enumerable.Range(0, 7).Sum(n => SpoolSegment.List(Job($"c{n}")).Sum(s => s.Length)), 1, 8 << 20);
    }

    [Fact]
    public void Lines_lost_at_the_end_are_a_gap_up_to_the_last_line_of_the_command()
    {
        var directory = Job("c1");
        using (var writer = new SpoolWriter(directory, SpoolQuota.Default, TimeProvider.System))
            Write(writer, "one");
        using (var torn = new FileStream(SpoolSegment.PathOf(directory, 1), FileMode.Append))
            torn.Write([9, 0, 0, 0, 0, 2, 0]);
        Assert.Equal(1, SpoolTail.LastSeq(directory));
        using var reader = new SpoolReader(directory, 1);
        var batches = Batches(reader, lastSeq: 5).ToList();
        Assert.Equal([1, 2], batches.Select(b => b.First));
        Assert.Equal(4, batches[1].Gap);
    }

    [Fact]
    public void A_batch_never_makes_a_message_over_its_limit_even_of_control_characters()
    {
        var directory = Job("c1");
        using var writer = new SpoolWriter(directory, SpoolQuota.Default, TimeProvider.System);
        for (var i = 0; i < 20; i++)
            Write(writer, new string(i % 2 == 0 ? '\0' : '"', 8192));
        using var reader = new SpoolReader(directory, 1);
        foreach (var batch in Batches(reader))
        {
            var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new Protocol.Logs.LogBatch { JobId = "j", Seq = batch.First, Lines = batch.Lines }, Protocol.ProtocolJson.Default.LogBatch);
            Assert.InRange(json.Length, 1, 63 * 1024);
        }
    }

    private string Job(string name) => Directory.CreateDirectory(Path.Combine(sandbox.Root.Path, name)).FullName;

    private static void Write(SpoolWriter writer, string text, bool stderr = false)
    {
        writer.Append(stderr, false, Encoding.UTF8.GetBytes(text));
        writer.Commit();
    }

    private static IEnumerable<long> Numbers(SpoolBatch batch) => batch.Gap > 0
        ? Enumerable.Range(0, (int)batch.Gap).Select(i => batch.First + i) : batch.Lines.Select((_, i) => batch.First + i);

    private static List<(long Seq, string Text, string Stream)> Lines(SpoolReader reader) =>
        [.. Batches(reader).SelectMany(b => b.Lines.Select((l, i) => (b.First + i, l.Text, l.Stream)))];

    private static IEnumerable<SpoolBatch> Batches(SpoolReader reader, long? lastSeq = null)
    {
        while (true)
        {
            var batch = new SpoolBatch(32 * 1024, 63 * 1024);
            reader.Fill(batch, lastSeq);
            if (batch.IsEmpty)
                yield break;
            yield return batch;
        }
    }
}
