using System.Buffers;
using MzPanel.Data.Jobs;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Logs;

/// <summary>One page of a log. It ends early where it grows too big to hold; <c>next_after</c> tells where to go on.</summary>
internal static class LogPage
{
    private const int MostBytes = 4 * 1024 * 1024;

    public static async Task WriteAsync(ArrayBufferWriter<byte> output, JobRow job, long after, int limit, JobLogReader reader)
    {
        using var json = new LogJson(output);
        json.Open("data");
        var (left, last) = (limit, after);
        await foreach (var rows in reader.ReadAsync(job, new LogMerge(job, after)))
        {
            foreach (var row in rows.TakeWhile(_ => left > 0 && json.Bytes < MostBytes))
            {
                json.Write(row);
                (left, last) = (left - 1, row.Last);
            }
            if (left == 0 || json.Bytes >= MostBytes)
                break;
        }
        json.Close(rest =>
        {
            rest.WriteNumber("next_after", last);
            rest.WriteBoolean("complete", job.IsLogRead(last));
        });
    }
}

/// <summary>What such a page holds.</summary>
internal sealed record LogLines(IReadOnlyList<LogLineView> Data, long NextAfter, bool Complete);

/// <summary>A line, or a gap of so many lines from <see cref="N"/> on, which then stand there alone.</summary>
internal sealed record LogLineView(long N, string? Stream, string? Text, DateTimeOffset? At, bool? Partial, long? Gap);
