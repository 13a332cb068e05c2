namespace MzPanel.Data.Audit;

/// <summary>How far the chain of a workspace goes.</summary>
/// <param name="Place">Place of its last row; 0 = none.</param>
/// <param name="RowHash">That row's hash; empty where there is none.</param>
public sealed record ChainHead(long Place, byte[] RowHash)
{
    /// <summary>Nothing is chained yet.</summary>
    public static ChainHead None { get; } = new(0, []);
}

/// <summary>A row's link into the chain.</summary>
/// <param name="Seq">The row.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="RowHash">Its hash, over the one of the place before.</param>
public sealed record ChainLink(long Seq, long Place, byte[] RowHash);

/// <summary>The end of a chain of which a checkpoint is due.</summary>
/// <param name="WorkspaceId">Whose.</param>
/// <param name="Place">Place of the last row.</param>
/// <param name="RowId">The last row.</param>
/// <param name="RowHash">Its hash.</param>
public sealed record ChainEnd(string WorkspaceId, long Place, string RowId, byte[] RowHash);

/// <summary>A signed statement of how far a chain went.</summary>
/// <param name="WorkspaceId">Whose.</param>
/// <param name="Place">Place of the row it names.</param>
/// <param name="At">When, unix ms.</param>
/// <param name="Jws">The statement itself, compact JWS.</param>
public sealed record CheckpointRow(string WorkspaceId, long Place, long At, string Jws);
