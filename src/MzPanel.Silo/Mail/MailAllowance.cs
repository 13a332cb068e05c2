namespace MzPanel.Silo.Mail;

/// <summary>
/// So many mails of a kind to one person in an hour, so that nobody can have us flood somebody's mailbox; each silo counts for itself.
/// </summary>
internal sealed class MailAllowance(TimeProvider time)
{
    /// <summary>More than a person who is at it needs.</summary>
    public const int AnHour = 5;

    // More people than are written to in an hour; beyond that nobody is, until the hour is over.
    private const int MostKnown = 100_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Crowded = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly Dictionary<(string To, LetterKind Kind), Queue<DateTimeOffset>> sent = [];
    private DateTimeOffset sweptAt;

    public bool TryTake(Letter letter)
    {
        var now = time.GetUtcNow();
        var key = (letter.To.ToUpperInvariant(), letter.Kind);
        lock (gate)
        {
            Sweep(now);
            if (!sent.TryGetValue(key, out var times))
            {
                if (sent.Count >= MostKnown)
                    return false;
                sent[key] = times = new();
            }
            Drop(times, now);
            if (times.Count >= AnHour)
                return false;
            times.Enqueue(now);
            return true;
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        if (now - sweptAt < (sent.Count < MostKnown ? Hour : Crowded))
            return;
        sweptAt = now;
        foreach (var (key, times) in sent)
        {
            Drop(times, now);
            if (times.Count == 0)
                sent.Remove(key);
        }
    }

    private static void Drop(Queue<DateTimeOffset> times, DateTimeOffset now)
    {
        while (times.TryPeek(out var first) && now - first >= Hour)
            times.Dequeue();
    }
}
