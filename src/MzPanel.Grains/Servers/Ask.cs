using System.Text.Json;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Grains.Servers;

/// <summary>One question to an agent under way: gathers its lines, because a large result comes as log (agent-protocol.md, job_done).</summary>
internal sealed class Ask
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int LineBytes = 64;
    private readonly TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SortedDictionary<long, LogLine> lines = [];
    private JobDone? done;
    private long bytes;

    public Task<string> Answer => answer.Task;

    /// <summary>Every line up to this one came.</summary>
    public long Acked { get; private set; }

    public void Refused(CmdAck ack) => answer.TrySetException(new PanelException(
        PanelError.Unavailable, $"The agent refused to answer: {ack.Code ?? "refused"}. {ack.Message}", retryAfterS: 30));

    public void Lines(LogBatch batch)
    {
        var seq = batch.Seq;
        foreach (var line in batch.Lines ?? [])
        {
            // Empty lines are no less a flood.
            bytes += line.Text.Length + LineBytes;
            if (bytes <= MaxBytes)
                lines.TryAdd(seq, line);
            seq++;
        }
        Acked = Math.Max(Acked, seq - 1);
        TryFinish();
    }

    public void Ended(JobDone end)
    {
        done = end;
        TryFinish();
    }

    private void TryFinish()
    {
        if (done is null)
            return;
        if (done.ExitCode != 0 || done.Result is not { } result)
            Refused(new CmdAck { Accepted = false, Code = done.Error?.Code ?? "failed", Message = done.Error?.Message });
        else if (!IsInLog(result))
            answer.TrySetResult(result.GetRawText());
        else if (Acked >= done.LastSeq)
            Finish(FromLog());
    }

    /// <summary>Lines are text, and those of a stranger: whoever asked wants JSON.</summary>
    private void Finish(string text)
    {
        try
        {
            using var whole = JsonDocument.Parse(text);
            answer.TrySetResult(text);
        }
        catch (JsonException)
        {
            Refused(new CmdAck { Accepted = false, Code = "bad_result", Message = bytes > MaxBytes ? "The answer is too large." : "The answer is no JSON." });
        }
    }

    private static bool IsInLog(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("in_log", out var flag) && flag.ValueKind == JsonValueKind.True;

    private string FromLog() => string.Concat(lines.Values.Where(l => l.Stream == LogLine.Stdout).Select(l => l.Text));
}
