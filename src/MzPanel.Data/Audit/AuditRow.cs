namespace MzPanel.Data.Audit;

/// <summary>A row of the audit as it is read.</summary>
public sealed record AuditRow
{
    /// <summary><c>aud_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Workspace whose audit it is.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Order of the rows.</summary>
    public required long Seq { get; init; }

    /// <summary>Unix ms.</summary>
    public required long At { get; init; }

    /// <summary><c>user</c>, <c>token</c>, <c>agent</c> or <c>system</c>.</summary>
    public required string ActorType { get; init; }

    /// <summary>Identifier of that type.</summary>
    public required string ActorId { get; init; }

    /// <summary>What people called it then.</summary>
    public required string ActorName { get; init; }

    /// <summary>For example <c>job.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public string? SubjectType { get; init; }

    /// <summary>Identifier of that type.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Server concerned.</summary>
    public string? ServerId { get; init; }

    /// <summary>Job concerned.</summary>
    public string? JobId { get; init; }

    /// <summary><c>ok</c>, <c>denied</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Request that caused it.</summary>
    public string? RequestId { get; init; }

    /// <summary>Client address.</summary>
    public string? Address { get; init; }

    /// <summary>JSON object.</summary>
    public required string Details { get; init; }

    /// <summary>Where it stands in the chain of its workspace, from 1, where it was read along the chain.</summary>
    public long? Place { get; init; }

    /// <summary>Its own hash, over the one before and everything above, where it was read along the chain.</summary>
    public byte[]? RowHash { get; init; }
}

/// <summary>Which rows of the audit; what is absent does not matter.</summary>
/// <param name="Actor">Identifier or name of who acted.</param>
/// <param name="Action">The action.</param>
/// <param name="ServerId">The server.</param>
/// <param name="JobId">The job.</param>
/// <param name="From">Not before, unix ms.</param>
/// <param name="To">Before, unix ms.</param>
/// <param name="Within">About no server, or one of these: what the reader's scope holds.</param>
public sealed record AuditFilter(
    string? Actor = null, string? Action = null, string? ServerId = null, string? JobId = null, long? From = null, long? To = null,
    IReadOnlyCollection<string>? Within = null);
