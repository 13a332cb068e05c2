namespace MzPanel.Silo.Telemetry;

/// <summary>What is logged for one reason at one place.</summary>
internal readonly record struct LogKind(string Category, int EventId);

/// <summary>Lines of one kind, or of the rest, that found no room in a second.</summary>
internal readonly record struct Suppressed(LogKind? Kind, int Lines);

/// <summary>
/// Which lines of a second are written: a few of each kind, and no more of all kinds together than a disk and a reader can take. When
/// a silo dies the others have the same to say about each of thousands of agents. Pure; the seconds are those of the clock, so that
/// the bound holds for whoever counts lines by their time stamps.
/// </summary>
internal sealed class LogBudget
{
    /// <summary>Lines of one kind in a second.</summary>
    public const int OfOneKind = 8;

    /// <summary>Lines of all kinds in a second.</summary>
    public const int OfAll = 40;

    /// <summary>Lines in a second that tell what was left out in the one before.</summary>
    public const int Tallies = 10;

    private const int MostKinds = 256;
    private readonly Dictionary<LogKind, int> asked = [];
    private long second;
    private int written;
    private int unnamed;

    /// <summary>Whether a line may be written now. What the seconds before left out must have been taken.</summary>
    public bool TryTake(LogKind kind, long now)
    {
        second = now;
        if (!asked.TryGetValue(kind, out var count) && asked.Count == MostKinds)
        {
            unnamed++;
            return false;
        }
        asked[kind] = count + 1;
        if (count >= OfOneKind || written == OfAll)
            return false;
        written++;
        Passed[kind] = Passed.GetValueOrDefault(kind) + 1;
        return true;
    }

    /// <summary>Whether a second is over of which something is to be told or forgotten.</summary>
    public bool IsOver(long now) => now != second && asked.Count > 0;

    /// <summary>What was left out, the most frequent first, in at most <see cref="Tallies"/> entries; then the account is empty.</summary>
    public IReadOnlyList<Suppressed> Close()
    {
        var left = asked.Select(kind => new Suppressed(kind.Key, kind.Value - Passed.GetValueOrDefault(kind.Key)))
            .Where(kind => kind.Lines > 0).OrderByDescending(kind => kind.Lines).ToList();
        var rest = left.Skip(Tallies - 1).Sum(kind => kind.Lines) + unnamed;
        asked.Clear();
        Passed.Clear();
        (written, unnamed) = (0, 0);
        return rest == 0 ? left : [.. left.Take(Tallies - 1), new Suppressed(null, rest)];
    }

    private Dictionary<LogKind, int> Passed { get; } = [];
}
