using MzPanel.Agent.Journal;
using MzPanel.Agent.Link;
using MzPanel.Protocol;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Jobs;

/// <summary>
/// What the control plane still has to hear, and whether it has: results and events, sent until their <c>ack</c>. Used under the
/// desk's lock.
/// </summary>
internal sealed class Reports(AgentJournal journal, IWorkers workers, TimeProvider time)
{
    // Well below what the outbox holds: a long outage must not end every connection after it.
    private const int MostAtOnce = 200;

    private readonly ResendSchedule schedule = new();
    private IOutbox? outbox;

    /// <summary>A connection was welcomed: everything unacknowledged goes out on it.</summary>
    public void Attach(IOutbox welcomed)
    {
        outbox = welcomed;
        schedule.Clear();
        foreach (var id in journal.State.Commands.Where(c => c.OwesReport).Select(c => c.DoneId!).Concat(journal.State.Events.Keys))
            schedule.Add(id, time.GetElapsedTime(0));
        Resend();
    }

    public void Detach() => outbox = null;

    public void Answer(string @ref, CmdAck answer) => outbox?.Post(MessageType.CmdAck, @ref, answer, ProtocolJson.Default.CmdAck);

    /// <summary>Sends a result, again where it is asked for again.</summary>
    public void Send(CommandEntry entry)
    {
        outbox?.Post(entry.DoneId!, MessageType.JobDone, entry.Ref, entry.Done!, ProtocolJson.Default.JobDone);
        if (entry.AckedAt is null)
            schedule.Sent(entry.DoneId!, time.GetElapsedTime(0));
    }

    public void SendEvent(string id)
    {
        outbox?.Post(id, MessageType.Event, null, journal.State.Events[id], ProtocolJson.Default.AgentEvent);
        schedule.Sent(id, time.GetElapsedTime(0));
    }

    /// <summary>Sends what is due once more.</summary>
    public void Resend()
    {
        if (outbox is null)
            return;
        foreach (var id in schedule.TakeDue(time.GetElapsedTime(0), MostAtOnce))
        {
            if (journal.State.FindByDone(id) is { OwesReport: true } entry)
                outbox.Post(id, MessageType.JobDone, entry.Ref, entry.Done!, ProtocolJson.Default.JobDone);
            else if (journal.State.Events.TryGetValue(id, out var happened))
                outbox.Post(id, MessageType.Event, null, happened, ProtocolJson.Default.AgentEvent);
            else
                schedule.Acked(id);
        }
    }

    /// <summary>The control plane holds a result or an event; an <c>ack</c> of anything else is of no further use.</summary>
    public void Ack(string messageId)
    {
        schedule.Acked(messageId);
        if (journal.State.FindByDone(messageId) is { } entry)
            Acknowledged(entry.Ref);
        else if (journal.State.Events.ContainsKey(messageId))
            journal.Append(new EventAcked(messageId));
    }

    public void Acknowledged(string @ref)
    {
        if (journal.State.Find(@ref) is { OwesReport: true })
            journal.Append(new DoneAcked(@ref, Now));
        DiscardClosed(@ref);
    }

    /// <summary>Every line of a command has reached the control plane.</summary>
    public void LogSettled(string @ref)
    {
        if (journal.State.Find(@ref) is { Done: not null, LogSettledAt: null })
            journal.Append(new LogSettled(@ref, Now));
        DiscardClosed(@ref);
    }

    private void DiscardClosed(string @ref)
    {
        if (journal.State.Find(@ref) is { Open: false })
            workers.Discard(@ref);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
