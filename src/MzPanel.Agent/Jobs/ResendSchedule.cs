namespace MzPanel.Agent.Jobs;

/// <summary>When a message without an ack goes out again: after 2, 4, 8 … 30 s (agent-protocol.md, section 3). Pure; times are monotonic.</summary>
internal sealed class ResendSchedule
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, Turn> waiting = [];

    /// <summary>The message has just been sent.</summary>
    public void Sent(string id, TimeSpan now) => waiting[id] = new Turn(now + First, First);

    /// <summary>The message is to be sent with the next that are due.</summary>
    public void Add(string id, TimeSpan now) => waiting[id] = new Turn(now, First / 2);

    public void Acked(string id) => waiting.Remove(id);

    /// <summary>A new connection: everything is sent anew.</summary>
    public void Clear() => waiting.Clear();

    /// <summary>Some of the messages that are due, counted as sent.</summary>
    public IReadOnlyList<string> TakeDue(TimeSpan now, int most)
    {
        List<string> due = [.. waiting.Where(w => w.Value.Due <= now).OrderBy(w => w.Value.Due.Ticks).Select(w => w.Key).Take(most)];
        foreach (var id in due)
        {
            var wait = waiting[id].Wait * 2 < Longest ? waiting[id].Wait * 2 : Longest;
            waiting[id] = new Turn(now + wait, wait);
        }
        return due;
    }

    private sealed class Turn(TimeSpan due, TimeSpan wait)
    {
        public TimeSpan Due => due;

        public TimeSpan Wait => wait;
    }
}
