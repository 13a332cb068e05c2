using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;

namespace MzPanel.Silo.Logs;

/// <summary>Reads a job's log up to where it ends now, a bounded piece at a time.</summary>
internal sealed class JobLogReader(LogRecords records)
{
    private const int BatchLines = 5000;
    private const int BatchBytes = 256 * 1024;

    /// <summary>Batches of rows behind the reader's place; each must be used before the next is asked for.</summary>
    public async IAsyncEnumerable<IEnumerable<LogRow>> ReadAsync(JobRow job, LogMerge merge)
    {
        while (job.CommandId is { } command && merge.After < job.LogEnd)
        {
            var chunks = await records.ReadAsync(command, merge.After, BatchLines, BatchBytes);
            yield return chunks.Count > 0 ? chunks.SelectMany(merge.FromRecords) : merge.Swept(job.LogEnd);
        }
    }
}
