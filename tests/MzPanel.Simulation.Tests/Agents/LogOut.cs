using MzPanel.Agent.Jobs;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Logs;
using MzPanel.Simulation.Tests.Links;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>
/// Sends spooled lines over one link, within a window, and again only over the next one (a model of <c>LogSender</c> and the
/// spool: those read files).
/// </summary>
internal sealed class LogOut(FullAgent agent, JobBook book, Link link)
{
    /// <summary>Most lines on the way, per command.</summary>
    public const int Window = 8;

    private readonly Dictionary<string, (long Sent, long Acked)> cursors = [];

    public void Begin(IReadOnlyList<Resume> resume)
    {
        var from = resume.GroupBy(r => r.Ref).ToDictionary(r => r.Key, r => r.Max(x => x.AckedSeq));
        foreach (var owner in book.LogOwners())
        {
            var acked = from.GetValueOrDefault(owner.Ref);
            cursors[owner.Ref] = (acked, acked);
            Send(owner.Ref);
        }
    }

    public void Send(string @ref)
    {
        if (book.LogOwner(@ref) is not { } owner || agent.Workers.Find(@ref) is not { } worker)
            return;
        var (sent, acked) = cursors.GetValueOrDefault(@ref);
        var last = owner.LastSeq ?? worker.LastSeq;
        while (sent < last && sent - acked < Window)
            sent = SendSome(owner, worker, sent + 1, last);
        cursors[@ref] = (sent, acked);
        SettleIfOver(owner, acked);
    }

    public void Ack(string @ref, long seq)
    {
        if (!cursors.TryGetValue(@ref, out var cursor))
            return;
        cursors[@ref] = (Math.Max(cursor.Sent, seq), Math.Max(cursor.Acked, seq));
        agent.Workers.Find(@ref)?.Trim(seq);
        Send(@ref);
    }

    private void SettleIfOver(LogOwner owner, long acked)
    {
        if (owner.LastSeq is { } last && acked >= last && cursors.Remove(owner.Ref))
            book.LogSettled(owner.Ref);
    }

    private long SendSome(LogOwner owner, SimWorker worker, long from, long last)
    {
        var most = Math.Min(last, from + agent.Loop.Dice.Next(4));
        if (worker.Line(from) is null)
        {
            var gap = 1L;
            while (from + gap <= last && worker.Line(from + gap) is null)
                gap++;
            Post(new LogBatch { JobId = owner.JobId, Seq = from, Gap = gap }, owner.Ref);
            return from + gap - 1;
        }
        var lines = new List<LogLine>();
        for (var seq = from; seq <= most && worker.Line(seq) is { } text; seq++)
            lines.Add(new LogLine { Stream = LogLine.Stdout, Text = text, Ts = seq });
        Post(new LogBatch { JobId = owner.JobId, Seq = from, Lines = lines }, owner.Ref);
        return from + lines.Count - 1;
    }

    private void Post(LogBatch batch, string @ref) => link.ToPlane(new AgentMessage(MessageType.Log, Guid.NewGuid().ToString(), @ref, batch));
}
