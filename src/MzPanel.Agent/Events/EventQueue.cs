using MzPanel.Agent.Jobs;
using MzPanel.Agent.Journal;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Events;

/// <summary>Events on their way to the control plane: on disk before they are sent, and until they are acknowledged.</summary>
internal sealed class EventQueue(AgentJournal journal, Reports reports, Lock guard)
{
    /// <summary>While the control plane is away for long, the newest tell more than the oldest.</summary>
    public const int MostStored = 1000;

    public void Publish(AgentEvent happened) => Publish(Guid.NewGuid().ToString(), happened);

    /// <summary>Under an id of its own: published twice it is one event.</summary>
    public void Publish(string id, AgentEvent happened)
    {
        lock (guard)
        {
            if (journal.State.Events.ContainsKey(id))
                return;
            while (journal.State.Events.Count >= MostStored)
                journal.Append(new EventAcked(journal.State.OldestEvent!));
            journal.Append(new EventStored(id, happened));
            reports.SendEvent(id);
        }
    }
}
