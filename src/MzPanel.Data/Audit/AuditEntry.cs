namespace MzPanel.Data.Audit;

/// <summary>One row of the audit, written in the transaction of what it tells (security.md: no audit, no change).</summary>
public sealed record AuditEntry
{
    /// <summary>Workspace whose audit it is: always the caller's, never a foreign one.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Who did it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>For example <c>job.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, as type and id.</summary>
    public (string Type, string Id)? Subject { get; init; }

    /// <summary>Server concerned.</summary>
    public string? ServerId { get; init; }

    /// <summary>Job concerned.</summary>
    public string? JobId { get; init; }

    /// <summary><c>ok</c>, <c>denied</c> or <c>failed</c>.</summary>
    public string Outcome { get; init; } = "ok";

    /// <summary>Request that caused it.</summary>
    public string? RequestId { get; init; }

    /// <summary>Client address.</summary>
    public string? Address { get; init; }

    /// <summary>More as a JSON object; never a secret.</summary>
    public string Details { get; init; } = "{}";
}

/// <summary>Who acts.</summary>
/// <param name="Type"><c>user</c>, <c>token</c>, <c>agent</c> or <c>system</c>.</param>
/// <param name="Id">Identifier of that type.</param>
/// <param name="Name">What people call it.</param>
public sealed record AuditActor(string Type, string Id, string Name)
{
    /// <summary>The control plane itself.</summary>
    public static AuditActor System { get; } = new("system", "system", "MzPanel");
}
