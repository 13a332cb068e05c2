using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Logs;
using MzPanel.Silo.Logs;

namespace MzPanel.Silo.Tests.Logs;

public sealed class LogMergeTests
{
    private const string Command = "c1";

    /// <summary>
    /// A log grows; its pieces reach the viewer by the stream (some lost, some doubled, some late) and by the records, in any
    /// interleaving. What comes out is every line once, in order, without a hole.
    /// </summary>
    [Fact]
    public void Any_interleaving_of_stream_and_records_gives_each_line_once_and_in_order()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var world = new World(seed);
            world.Run();
            Assert.True(world.Shown.SequenceEqual(world.Expected), $"seed {seed}: {string.Join(',', world.Shown)}");
        }
    }

    [Fact]
    public void A_piece_whose_predecessor_did_not_come_sends_the_reader_to_the_records()
    {
        var merge = new LogMerge(Job(), 0);

        Assert.Empty(merge.FromStream(News(4, 2)));
        Assert.True(merge.Behind);
        Assert.Equal([1, 2, 3, 4, 5], Numbers(merge.FromRecords(Chunk(1, 5))));
        merge.Turn(Job());
        Assert.False(merge.Behind);
    }

    [Fact]
    public void A_reader_may_start_inside_a_chunk_and_inside_a_gap()
    {
        var lines = new LogMerge(Job(), 3);
        var gap = new LogMerge(Job(), 7);

        Assert.Equal([4, 5], Numbers(lines.FromRecords(Chunk(1, 5))));
        var row = Assert.Single(gap.FromRecords(new LogChunk(6, 5, null)));
        Assert.Equal((8, 3, 10), (row.N, row.Gap, row.Last));
    }

    [Fact]
    public void What_the_records_no_longer_hold_is_a_gap()
    {
        var merge = new LogMerge(Job(), 2);

        Assert.Equal([(3, 2), (5, 0), (6, 0)], [.. merge.FromRecords(Chunk(5, 2)).Select(r => ((int)r.N, (int)r.Gap))]);
    }

    [Fact]
    public void A_further_attempt_starts_again_at_its_first_line()
    {
        var merge = new LogMerge(Job(), 0);
        Assert.Equal([1, 2], Numbers(merge.FromStream(News(1, 2))));

        Assert.Empty(merge.FromStream(News(1, 1) with { CommandId = "c2" }));
        Assert.True(merge.Behind);
        merge.Turn(Job() with { CommandId = "c2", Attempt = 2 });

        Assert.Equal([1], Numbers(merge.FromStream(News(1, 1) with { CommandId = "c2" })));
        Assert.Empty(merge.FromStream(News(3, 1)));
    }

    [Fact]
    public void A_number_of_an_earlier_attempt_does_not_hide_lines_of_the_latest()
    {
        var job = Job() with { Attempt = 2, LogEnd = 5 };

        Assert.Equal(0, new LogMerge(job, 900).After);
        Assert.Equal(4, new LogMerge(job, 4).After);
        Assert.Equal(900, new LogMerge(job with { Attempt = 1 }, 900).After);
    }

    [Fact]
    public void A_number_given_before_the_first_offer_holds_when_the_log_begins()
    {
        var merge = new LogMerge(Job() with { CommandId = null, Attempt = 0 }, 2);
        merge.Turn(Job());

        Assert.Equal([3], Numbers(merge.FromRecords(Chunk(1, 3))));
    }

    internal static JobRow Job() => new()
    {
        Id = "job_1",
        WorkspaceId = "wks_1",
        ServerId = "srv_1",
        Kind = "system.info",
        Args = "{}",
        Mutating = false,
        Status = JobStatus.Running,
        Place = 1,
        TimeoutS = 60,
        QueueDeadline = 1000,
        Attempt = 1,
        CommandId = Command,
        CreatedBy = """{"type":"user","id":"usr_1","name":"a@b.c"}""",
        CreatedAt = 0,
    };

    private static LogChunk Chunk(long first, int count) => new(first, count, LogCodec.Encode(
        [.. Enumerable.Range(0, count).Select(i => new LogLine { Stream = LogLine.Stdout, Text = $"line {first + i}" })], 7));

    private static JobNews News(long first, int count) =>
        new() { CommandId = Command, FirstSeq = first, Count = count, Bytes = Chunk(first, count).Bytes };

    private static long[] Numbers(IEnumerable<LogRow> rows) => [.. rows.Select(row => row.N)];

    /// <summary>A log that is written, published and read in an order that the seed decides.</summary>
    private sealed class World
    {
        private readonly Random random;
        private readonly List<LogChunk> stored = [];
        private readonly List<JobNews> underWay = [];
        private readonly LogMerge merge;
        private readonly int start;

        public World(int seed)
        {
            random = new Random(seed);
            start = random.Next(3) == 0 ? random.Next(20) : 0;
            merge = new LogMerge(Job(), start);
        }

        public List<string> Shown { get; } = [];

        public IEnumerable<string> Expected => stored.SelectMany(c => LogRow.Of(c, c.FirstSeq)).SelectMany(Lines).Skip(start);

        public void Run()
        {
            for (var i = 0; i < 60; i++)
                Step();
            while (stored.Count == 0 || stored[^1].LastSeq < start)
                Write();
            Read();
        }

        private void Step()
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    Write();
                    break;
                case 2 or 3 when underWay.Count > 0:
                    Hear();
                    break;
                case 4:
                    Read();
                    break;
            }
        }

        // Saved before announced; what is announced may be lost, doubled, or arrive much later.
        private void Write()
        {
            var (first, count) = (stored.Count == 0 ? 1 : stored[^1].LastSeq + 1, random.Next(1, 6));
            var chunk = random.Next(8) == 0 ? new LogChunk(first, count, null) : Chunk(first, count);
            stored.Add(chunk);
            for (var copies = random.Next(3); copies > 0; copies--)
                underWay.Add(new JobNews { CommandId = Command, FirstSeq = first, Count = count, Bytes = chunk.Bytes });
        }

        private void Hear()
        {
            var late = random.Next(3) == 0 ? random.Next(underWay.Count) : 0;
            Show(merge.FromStream(underWay[late]));
            underWay.RemoveAt(late);
            if (merge.Behind && random.Next(2) == 0)
                Read();
        }

        private void Read()
        {
            foreach (var chunk in stored.Where(c => c.LastSeq > merge.After).ToList())
                Show(merge.FromRecords(chunk));
            merge.Turn(Job());
        }

        private void Show(IEnumerable<LogRow> rows) => Shown.AddRange(rows.SelectMany(Lines));

        private static IEnumerable<string> Lines(LogRow row) => row.Gap > 0
            ? Enumerable.Range(0, (int)row.Gap).Select(i => $"{row.N + i} missing")
            : [$"{row.N} {row.Text}"];
    }
}
