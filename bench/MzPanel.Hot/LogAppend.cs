using System.Globalization;
using BenchmarkDotNet.Attributes;
using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Protocol.Logs;
using MzPanel.Testing;

namespace MzPanel.Hot;

/// <summary>Lines of 100 bytes on their way into the records: packed, joined, committed to SQLite in memory, so that the disk is not in the figure.</summary>
public class LogAppend
{
    private const int LinesAFrame = 50;
    private readonly List<LogLine> lines =
        [.. Enumerable.Range(1, LinesAFrame).Select(n => new LogLine { Stream = "stdout", Text = n.ToString("D100", CultureInfo.InvariantCulture) })];

    private TestRecords records = null!;
    private LogRecords log = null!;
    private JobRow job = null!;
    private long epoch;
    private long end;

    /// <summary>Frames that were waiting when the commit before ended; twelve are as much as the silo puts into a row.</summary>
    [Params(1, 12)]
    public int Frames { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        records = await TestRecords.SqliteAsync();
        var seed = new Seed(records.Database);
        var server = await seed.ServerAsync();
        epoch = await seed.ConnectAsync(server.Id);
        job = await seed.OfferedAsync(server, epoch);
        log = new LogRecords(records.Database);
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await records.DisposeAsync();

    [Benchmark]
    public byte[] Pack() => LogCodec.Encode(lines, 1_795_476_681_342);

    [Benchmark]
    public async Task<bool> AppendAsync()
    {
        var run = new List<LogChunk>(Frames);
        for (var frame = 0; frame < Frames; frame++)
            run.Add(new LogChunk(end + 1 + (frame * LinesAFrame), LinesAFrame, Pack()));
        var joined = LogJoin.Of(run);
        if (!await log.AppendAsync(job.Id, job.CommandId!, epoch, end, [joined]))
            throw new InvalidOperationException("Nothing was appended.");
        end = joined.LastSeq;
        return true;
    }
}
