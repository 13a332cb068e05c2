using MzPanel.Data.Audit;

namespace MzPanel.Grains.Audit;

/// <summary>
/// Goes along the chain of one workspace and finds the first row that is not what was written. Pure: is fed the rows, in their
/// order, and told beforehand how far the chain must reach.
/// </summary>
/// <param name="chain">Makes the hashes.</param>
/// <param name="checkpoints">What was signed about this chain.</param>
/// <param name="from">Where it starts: the row before the first that is fed.</param>
public sealed class AuditWalk(AuditChain chain, IReadOnlyCollection<AuditCheckpoint> checkpoints, ChainHead from)
{
    private ChainHead head = from;

    /// <summary>Nothing was found wrong.</summary>
    public bool Ok { get; private set; } = true;

    /// <summary>Place of the last row that was found right.</summary>
    public long Place => head.Place;

    /// <summary>The last row that was found right.</summary>
    public string? LastRow { get; private set; }

    /// <summary>The first row that is wrong, or the one that should have followed; absent where nobody knows its name any more.</summary>
    public string? FirstBad { get; private set; }

    /// <summary>Takes the next row; <see langword="false"/> where the walk is over, because it is wrong.</summary>
    public bool Take(AuditRow row)
    {
        if (!chain.Follows(head, row) || checkpoints.Any(c => c.Place == row.Place && !c.IsOf(row.RowHash!)))
            return Fail(row.Id);
        (head, LastRow) = (new ChainHead(row.Place!.Value, row.RowHash!), row.Id);
        return true;
    }

    /// <summary>All rows were taken: whether any is missing behind them, or the chain would not go on behind the last one.</summary>
    /// <param name="before">The end of the chain, read before the first row: it may have grown since, and must not have shrunk.</param>
    /// <param name="after">The end of the chain, read after the last row.</param>
    /// <param name="beside">A row that neither is in the chain nor waits for its place.</param>
    public void End(ChainHead before, ChainHead after, string? beside)
    {
        if (Ok && checkpoints.Where(c => c.Place > head.Place).MinBy(c => c.Place) is { } beyond)
            Fail(beyond.RowId);
        else if (Ok && (before.Place > head.Place || after.Place < head.Place || after.Place == head.Place && !after.RowHash.AsSpan().SequenceEqual(head.RowHash)))
            Fail(LastRow);
        else if (Ok && beside is not null)
            Fail(beside);
    }

    private bool Fail(string? row)
    {
        (Ok, FirstBad) = (false, row);
        return false;
    }
}
