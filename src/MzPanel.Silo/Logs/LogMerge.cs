using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Silo.Logs;

/// <summary>
/// The log of one job for one reader, put together from the records and the live stream. A further attempt writes a log of its
/// own from line 1, so the reader starts again with it.
/// </summary>
internal sealed class LogMerge
{
    private LogCursor cursor;

    public LogMerge(JobRow job, long after)
    {
        CommandId = job.CommandId;
        // Nothing stored ever shrinks: a number beyond the end was counted in the log of an earlier attempt.
        cursor = new LogCursor(job.Attempt > 1 && after > job.LogEnd ? 0 : after);
    }

    /// <summary>Command whose log is read; <see langword="null"/> before the first offer.</summary>
    public string? CommandId { get; private set; }

    /// <summary>Number of the last line given out.</summary>
    public long After => cursor.After;

    /// <summary>The stream has shown that the records hold more than was read, or another attempt.</summary>
    public bool Behind { get; private set; }

    /// <summary>Follows the job to its latest attempt.</summary>
    public void Turn(JobRow job)
    {
        Behind = false;
        if (job.CommandId == CommandId)
            return;
        cursor = new LogCursor(CommandId is null ? cursor.After : 0);
        CommandId = job.CommandId;
    }

    /// <summary>New lines of a chunk read from the records; what is missing before it is gone for good.</summary>
    public IEnumerable<LogRow> FromRecords(LogChunk chunk)
    {
        if (chunk.FirstSeq > cursor.After + 1)
            yield return Missing(chunk.FirstSeq - 1);
        if (cursor.Take(chunk.FirstSeq, chunk.Count) is not { } from)
            yield break;
        foreach (var row in LogRow.Of(chunk, from))
            yield return row;
    }

    /// <summary>Everything up to a line that the records no longer hold, as one gap; retention took it.</summary>
    public IEnumerable<LogRow> Swept(long end) => end > cursor.After ? [Missing(end)] : [];

    /// <summary>New lines of a piece from the stream.</summary>
    public IEnumerable<LogRow> FromStream(JobNews news)
    {
        if (news.CommandId != CommandId)
        {
            Behind |= news.CommandId is not null;
            return [];
        }
        if (cursor.Take(news.FirstSeq, news.Count) is { } from)
            return LogRow.Of(new LogChunk(news.FirstSeq, news.Count, news.Bytes), from);
        Behind |= news.FirstSeq > cursor.After + 1;
        return [];
    }

    private LogRow Missing(long last)
    {
        var first = cursor.After + 1;
        cursor.Take(first, last - first + 1);
        return new LogRow(first, "", "", 0, false, last - first + 1);
    }
}
