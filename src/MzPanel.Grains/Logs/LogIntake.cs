using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Logs;

/// <summary>What became of a piece of log at the door.</summary>
internal enum Intake
{
    /// <summary>In line for the next commit.</summary>
    Taken,

    /// <summary>All of it is durable or in line already.</summary>
    Duplicate,

    /// <summary>What it begins with is durable or in line already; the others of its lines are in line now.</summary>
    Overlap,

    /// <summary>Behind a hole, kept in memory.</summary>
    Held,

    /// <summary>Behind a hole, and no room to keep it: the agent sends it again.</summary>
    Dropped,
}

/// <summary>
/// Numbers one command's log: gives out runs without holes to commit, holds what came too early, drops what came twice
/// (delivery.md, "Logs"). Pure and bounded; what is in it is in no promise yet.
/// </summary>
internal sealed class LogIntake
{
    /// <summary>Most bytes kept behind holes.</summary>
    public const int MaxHeldBytes = 256 * 1024;

    /// <summary>Most bytes in line for commits; more is refused until some are durable.</summary>
    public const int MaxReadyBytes = 2 * 1024 * 1024;

    private const int RowBytes = 64 * 1024;

    // What a piece takes without its lines: a gap has none, and many of them are no less a flood.
    private const int PieceBytes = 64;
    private readonly Queue<LogChunk> ready = new();
    private readonly SortedList<long, LogPiece> held = [];
    private int readyBytes;
    private int heldBytes;

    public LogIntake(long durable) => (Durable, Next) = (durable, durable + 1);

    /// <summary>Every line up to this one is committed.</summary>
    public long Durable { get; private set; }

    /// <summary>Number of the line that comes next in line.</summary>
    public long Next { get; private set; }

    /// <summary>Whether something waits to be committed.</summary>
    public bool HasReady => ready.Count > 0;

    /// <summary>Last line it knows of behind a hole, or <see cref="Next"/> - 1.</summary>
    public long LastKnown => held.Count == 0 ? Next - 1 : Math.Max(Next - 1, held.Values.Max(End));

    /// <summary>Takes a piece in.</summary>
    public Intake Offer(LogPiece piece)
    {
        if (End(piece) < Next)
            return Intake.Duplicate;
        if (piece.Seq > Next)
            return Hold(piece);
        if (readyBytes > MaxReadyBytes)
            return Intake.Dropped;
        var fate = piece.Seq < Next ? Intake.Overlap : Intake.Taken;
        Line(piece);
        Unhold();
        return fate;
    }

    /// <summary>Fills every hole up to a line with gaps: nobody will send what is missing.</summary>
    public void FillTo(long last)
    {
        while (held.Count > 0 && held.Keys[0] <= last)
        {
            GapUntil(held.Keys[0]);
            Unhold();
        }
        GapUntil(last + 1);
    }

    /// <summary>What to commit next behind <see cref="Durable"/>; it stays in line until <see cref="Committed"/>.</summary>
    public IReadOnlyList<LogChunk> Peek(int maxBytes)
    {
        var rows = new List<LogChunk>();
        var run = new List<LogChunk>();
        var (bytes, flushed) = (0, 0);
        foreach (var chunk in ready)
        {
            var size = chunk.Bytes?.Length ?? PieceBytes;
            if (bytes + size > maxBytes && (rows.Count > 0 || run.Count > 0))
                break;
            if (chunk.IsGap || bytes - flushed > RowBytes)
            {
                Flush(run, rows);
                flushed = bytes;
            }
            bytes += size;
            (chunk.IsGap ? rows : run).Add(chunk);
        }
        Flush(run, rows);
        return rows;
    }

    /// <summary>Lines up to this one are durable now.</summary>
    public void Committed(long last)
    {
        while (ready.TryPeek(out var chunk) && chunk.LastSeq <= last)
        {
            ready.Dequeue();
            readyBytes -= Size(chunk.Bytes);
        }
        Durable = last;
    }

    private static long End(LogPiece piece) => piece.Seq + piece.Count - 1;

    private static int Size(byte[]? bytes) => PieceBytes + (bytes?.Length ?? 0);

    private static void Flush(List<LogChunk> run, List<LogChunk> rows)
    {
        if (run.Count > 0)
            rows.Add(LogJoin.Of(run));
        run.Clear();
    }

    private void Line(LogPiece piece)
    {
        var chunk = LogCodec.After(new LogChunk(piece.Seq, piece.Count, piece.Bytes), Next - 1)!;
        ready.Enqueue(chunk);
        readyBytes += Size(chunk.Bytes);
        Next = chunk.LastSeq + 1;
    }

    private Intake Hold(LogPiece piece)
    {
        var size = Size(piece.Bytes);
        if (held.ContainsKey(piece.Seq) || heldBytes + size > MaxHeldBytes)
            return Intake.Dropped;
        held.Add(piece.Seq, piece);
        heldBytes += size;
        return Intake.Held;
    }

    private void Unhold()
    {
        while (held.Count > 0 && held.Keys[0] <= Next)
        {
            var piece = held.Values[0];
            held.RemoveAt(0);
            heldBytes -= Size(piece.Bytes);
            if (End(piece) >= Next)
                Line(piece);
        }
    }

    private void GapUntil(long seq)
    {
        if (seq > Next)
            Line(new LogPiece(Next, seq - Next, null));
    }
}
