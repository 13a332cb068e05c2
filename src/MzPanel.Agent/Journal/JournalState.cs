using System.Text.Json;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Journal;

/// <summary>What the records of a journal add up to. Pure: applying a record twice changes nothing.</summary>
internal sealed class JournalState
{
    private const int KeptResultBytes = 4 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private readonly Dictionary<string, CommandEntry> commands = [];
    private readonly Dictionary<string, string> byDoneId = [];
    private readonly OrderedDictionary<string, AgentEvent> events = [];

    public string JournalId { get; private set; } = "";

    public long LastEpoch { get; private set; }

    public IEnumerable<CommandEntry> Commands => commands.Values;

    /// <summary>Events that wait for their ack, oldest first.</summary>
    public IReadOnlyDictionary<string, AgentEvent> Events => events;

    public string? OldestEvent => events.Count > 0 ? events.GetAt(0).Key : null;

    public CommandEntry? Find(string @ref) => commands.GetValueOrDefault(@ref);

    /// <summary>The command whose <c>job_done</c> has that id.</summary>
    public CommandEntry? FindByDone(string messageId) => byDoneId.TryGetValue(messageId, out var @ref) ? Find(@ref) : null;

    public void Apply(JournalRecord record)
    {
        switch (record)
        {
            case JournalOpened opened:
                JournalId = opened.JournalId;
                break;
            case Welcomed welcomed:
                LastEpoch = Math.Max(LastEpoch, welcomed.Epoch);
                break;
            case EventStored stored:
                events.TryAdd(stored.Id, stored.Event);
                break;
            case EventAcked acked:
                events.Remove(acked.Id);
                break;
            default:
                ApplyToCommand(record);
                break;
        }
    }

    /// <summary>The fewest records that add up to this state, without what nobody can ask about any more.</summary>
    public IEnumerable<JournalRecord> Compact(DateTimeOffset now)
    {
        foreach (var old in commands.Values.Where(c => c.ClosedAt is { } at && at < (now - Kept).ToUnixTimeMilliseconds()).ToList())
            Drop(old);
        return [new JournalOpened(JournalId), new Welcomed(LastEpoch), .. commands.Values.SelectMany(Records),
            .. events.Select(e => new EventStored(e.Key, e.Value))];
    }

    private void ApplyToCommand(JournalRecord record)
    {
        switch (record)
        {
            case CommandAccepted a:
                commands.TryAdd(a.Ref, new CommandEntry(a.Ref, a.JobId, a.Kind, a.TimeoutS));
                break;
            case CommandRefused r:
                commands.TryAdd(r.Ref, new CommandEntry(r.Ref, "", "", 0) { Refused = r });
                break;
            case CommandStarted s:
                Change(s.Ref, c => c with { Started = true });
                break;
            case CancelAsked c:
                Change(c.Ref, e => e with { CancelGraceS = c.GraceS });
                break;
            case CommandDone done:
                Finish(done);
                break;
            case DoneAcked acked:
                Change(acked.Ref, c => c with { AckedAt = c.AckedAt ?? acked.At, Done = Lighter(c) });
                break;
            case LogSettled settled:
                Change(settled.Ref, c => c with { LogSettledAt = c.LogSettledAt ?? settled.At });
                break;
        }
    }

    private void Finish(CommandDone done)
    {
        // A cancel of an id that never came is the first thing known of it.
        commands.TryAdd(done.Ref, new CommandEntry(done.Ref, done.Report.JobId, "", 0));
        Change(done.Ref, c => c with { Done = done.Report, DoneId = done.MessageId });
        byDoneId[done.MessageId] = done.Ref;
    }

    // The control plane holds the result by now; a week of large ones would be kept in memory for nobody.
    private static Protocol.Jobs.JobDone? Lighter(CommandEntry entry) =>
        entry.Done is { Result: { } result } done && JsonElementSize(result) > KeptResultBytes ? done with { Result = null } : entry.Done;

    private static int JsonElementSize(JsonElement json) => json.GetRawText().Length;

    private void Change(string @ref, Func<CommandEntry, CommandEntry> change)
    {
        if (commands.TryGetValue(@ref, out var entry))
            commands[@ref] = change(entry);
    }

    private void Drop(CommandEntry entry)
    {
        commands.Remove(entry.Ref);
        if (entry.DoneId is not null)
            byDoneId.Remove(entry.DoneId);
    }

    private static IEnumerable<JournalRecord> Records(CommandEntry c)
    {
        if (c.Refused is { } refused)
            return [refused];
        List<JournalRecord> records = [new CommandAccepted(c.Ref, c.JobId, c.Kind, c.TimeoutS)];
        if (c.Started)
            records.Add(new CommandStarted(c.Ref));
        if (c.CancelGraceS is { } grace)
            records.Add(new CancelAsked(c.Ref, grace));
        if (c.Done is { } done)
            records.Add(new CommandDone(c.Ref, c.DoneId!, done));
        if (c.AckedAt is { } acked)
            records.Add(new DoneAcked(c.Ref, acked));
        if (c.LogSettledAt is { } settled)
            records.Add(new LogSettled(c.Ref, settled));
        return records;
    }
}
