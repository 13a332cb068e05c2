using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Logs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Grains.Tests.Logs;

/// <summary>
/// Log read = log written, or an explicit gap (I4): a seeded wire that reorders, doubles, re-cuts and loses frames, commits that
/// fail, reconnects that send again behind what is acknowledged.
/// </summary>
public sealed class LogDeliveryTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_durable_is_what_was_written(int seed)
    {
        var wire = new Wire(seed);
        for (var connection = 0; !wire.IsDelivered; connection++)
        {
            Assert.True(connection < 400, $"seed {seed}: nothing more arrives behind line {wire.Durable}");
            wire.Connect();
        }

        Assert.Equal(wire.Written, wire.Stored.SelectMany(Words));
        Assert.All(wire.Stored.Zip(wire.Stored.Skip(1)), pair => Assert.Equal(pair.First.LastSeq + 1, pair.Second.FirstSeq));
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40), 20251];

    /// <summary>One word a line, whichever way the chunks were cut.</summary>
    private static IEnumerable<string> Words(LogChunk chunk) => chunk.IsGap
        ? Enumerable.Repeat("gap", (int)chunk.Count)
        : LogCodec.Decode(chunk).Select(line => $"{line.Seq} {line.Stream} {line.Text} {line.At} {line.Partial}");

    private sealed class Wire
    {
        private readonly Random random;
        private readonly LogLine?[] lines;
        private LogIntake intake = new(durable: 0);

        public Wire(int seed)
        {
            random = new Random(seed);
            lines = [.. Enumerable.Range(1, random.Next(50, 800)).Select(seq => random.Next(12) == 0 ? null : Line(seq))];
        }

        public List<LogChunk> Stored { get; } = [];

        public long Durable => intake.Durable;

        public bool IsDelivered => Durable == lines.Length;

        public IEnumerable<string> Written => lines.Select((l, i) => l is null ? "gap" : $"{i + 1} {l.Stream} {l.Text} {l.Ts} {l.Partial == true}");

        /// <summary>The agent sends everything behind what is acknowledged; not all of it comes, and not in order.</summary>
        public void Connect()
        {
            var frames = Cut(Durable + 1);
            frames.AddRange(frames.Where(_ => random.Next(8) == 0).ToList());
            frames.AddRange(Cut(Math.Max(1, Durable - random.Next(20))).Where(_ => random.Next(4) == 0));
            foreach (var frame in frames.OrderBy(f => f.Seq + random.Next(30)).Where(_ => random.Next(10) > 0))
            {
                Assert.Equal(frame.Seq + frame.Count <= intake.Next, intake.Offer(frame) == Intake.Duplicate);
                if (random.Next(3) == 0)
                    Commit();
            }
            Commit();
        }

        private void Commit()
        {
            if (!intake.HasReady)
                return;
            var chunks = intake.Peek(random.Next(1, 4000));
            if (random.Next(10) == 0)
            {
                intake = new LogIntake(intake.Durable);
                return;
            }
            Assert.Equal(intake.Durable + 1, chunks[0].FirstSeq);
            Stored.AddRange(chunks);
            intake.Committed(chunks[^1].LastSeq);
        }

        /// <summary>The lines from one on as frames: runs of lines, and runs of dropped ones as gaps.</summary>
        private List<LogPiece> Cut(long from)
        {
            var frames = new List<LogPiece>();
            for (var seq = from; seq <= lines.Length;)
            {
                var gap = lines[seq - 1] is null;
                var run = lines.Skip((int)seq - 1).Take(random.Next(1, 25)).TakeWhile(l => l is null == gap).ToList();
                frames.Add(new LogPiece(seq, run.Count, gap ? null : LogCodec.Encode([.. run.Select(l => l!)], now: 0)));
                seq += run.Count;
            }
            return frames;
        }

        private LogLine Line(int seq) => new()
        {
            Stream = random.Next(2) == 0 ? LogLine.Stdout : LogLine.Stderr,
            Text = random.Next(6) switch { 0 => "", 1 => "é\0\u2028😀", 2 => new string('x', random.Next(3000)), _ => $"line {seq}" },
            Ts = 1_750_000_000_000 + random.Next(-5000, 5000),
            Partial = random.Next(9) == 0 ? true : null,
        };
    }
}
