using System.Collections.Concurrent;
using MzPanel.Agent.Config;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Link;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Logs;

/// <summary>
/// Sends spooled lines over one connection: in turn for all commands, in batches of 25 ms or 32 KiB, and never more than the
/// window unacknowledged. One loop owns all of it; others only leave notes for it.
/// </summary>
internal sealed class LogSender(JobBook book, AgentRoot root, Outbox outbox, WelcomeLimits limits, TimeProvider time) : IDisposable
{
    private const int BatchBytes = 32 * 1024;

    // Envelope, ids and the frame of the payload.
    private const int EnvelopeBytes = 1024;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, LogCursor> cursors = [];
    private readonly ConcurrentDictionary<string, bool> stirred = new();
    private readonly ConcurrentDictionary<string, long> acked = new();
    private readonly Signal signal = new(time);
    private long inFlight;

    private readonly int messageBytes = Math.Clamp(limits.MessageBytes, EnvelopeBytes * 2, ProtocolLimits.MessageBytes) - EnvelopeBytes;

    /// <summary>There may be new lines, or the command has ended.</summary>
    public void Stir(string @ref)
    {
        stirred[@ref] = true;
        signal.Ring();
    }

    /// <summary>Every line up to that one is durable.</summary>
    public void Ack(string @ref, long seq)
    {
        acked.AddOrUpdate(@ref, seq, (_, known) => Math.Max(known, seq));
        signal.Ring();
    }

    public async Task RunAsync(IReadOnlyList<Resume> resume, CancellationToken stopped)
    {
        var from = resume.GroupBy(r => r.Ref).ToDictionary(r => r.Key, r => r.Max(x => Math.Max(0, x.AckedSeq)));
        foreach (var owner in book.LogOwners())
            Open(owner, from.GetValueOrDefault(owner.Ref));
        while (!stopped.IsCancellationRequested)
        {
            TakeNotes();
            var wait = await SendRoundAsync(stopped);
            if (wait > TimeSpan.Zero)
                await signal.WaitAsync(wait, stopped);
        }
    }

    public void Dispose()
    {
        foreach (var cursor in cursors.Values)
            cursor.Dispose();
    }

    private void TakeNotes()
    {
        foreach (var @ref in stirred.Keys)
            if (stirred.TryRemove(@ref, out _) && book.LogOwner(@ref) is { } owner)
                (cursors.GetValueOrDefault(@ref) ?? Open(owner, 0)).Stir(owner);
        foreach (var @ref in acked.Keys)
            if (acked.TryRemove(@ref, out var seq) && cursors.TryGetValue(@ref, out var cursor))
            {
                inFlight -= cursor.Acknowledge(seq);
                cursor.Trim();
                cursor.Note();
            }
        foreach (var cursor in cursors.Values.Where(c => c.Settled).ToList())
            Close(cursor);
    }

    private LogCursor Open(LogOwner owner, long from) =>
        cursors[owner.Ref] = new LogCursor(owner, JobDirectory.Of(root, owner.Ref).Path, from);

    private void Close(LogCursor cursor)
    {
        cursors.Remove(cursor.Owner.Ref);
        inFlight -= cursor.Acknowledge(long.MaxValue);
        cursor.Dispose();
        book.LogSettled(cursor.Owner.Ref);
    }

    // One batch of each command, then the next round at once; the wait until there can be something to send otherwise.
    private async Task<TimeSpan> SendRoundAsync(CancellationToken stopped)
    {
        var wait = Idle;
        // Whoever waited longest is first, so that one command cannot take the whole window.
        foreach (var cursor in cursors.Values.OrderBy(c => c.NotBefore).ToList())
        {
            var left = Due(cursor);
            if (left == TimeSpan.Zero)
                await SendAsync(cursor, stopped);
            wait = left < wait ? left : wait;
        }
        return wait;
    }

    // Zero: now. A command that was silent sends its first line at once; one that babbles collects for a while.
    private TimeSpan Due(LogCursor cursor)
    {
        if (cursor.Peek(() => new SpoolBatch(BatchBytes, messageBytes)) is not { } batch)
            return Idle;
        if (inFlight > 0 && inFlight + batch.Bytes > limits.LogWindowBytes)
            return Idle;
        var left = cursor.NotBefore - time.GetElapsedTime(0);
        return batch.IsFull || left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private async Task SendAsync(LogCursor cursor, CancellationToken stopped)
    {
        var batch = cursor.Peek(() => new SpoolBatch(BatchBytes, messageBytes))!;
        cursor.Sent(batch);
        inFlight += batch.Bytes;
        cursor.NotBefore = time.GetElapsedTime(0) + BatchTime;
        await outbox.PostLogAsync(MessageType.Log, cursor.Owner.Ref, new LogBatch
        {
            JobId = cursor.Owner.JobId,
            Seq = batch.First,
            Lines = batch.Gap > 0 ? null : batch.Lines,
            Gap = batch.Gap > 0 ? batch.Gap : null,
        }, ProtocolJson.Default.LogBatch, stopped);
    }
}
