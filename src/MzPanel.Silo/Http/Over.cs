namespace MzPanel.Silo.Http;

/// <summary>What the <c>{id}</c> of an endpoint names.</summary>
internal enum Subject
{
    /// <summary>A server of the workspace.</summary>
    Server,

    /// <summary>A job of the workspace.</summary>
    Job,

    /// <summary>A site of the workspace.</summary>
    Site,

    /// <summary>A schedule of the workspace.</summary>
    Schedule,

    /// <summary>A rollout of the workspace.</summary>
    Rollout,

    /// <summary>A destination of backups of the workspace.</summary>
    Destination,

    /// <summary>A plan of backups of the workspace.</summary>
    Plan,

    /// <summary>A snapshot of the workspace.</summary>
    Snapshot,

    /// <summary>A member of the workspace.</summary>
    Member,

    /// <summary>An invitation to the workspace.</summary>
    Invitation,

    /// <summary>A session of the caller.</summary>
    Session,

    /// <summary>An API token that the caller may see.</summary>
    ApiToken,
}

/// <summary>Endpoint metadata: what its <c>{id}</c> names.</summary>
internal sealed record Over(Subject Subject);

/// <summary>Endpoint metadata: may also be used on what is the caller's own, whatever the role.</summary>
internal sealed record AlsoOwn;

/// <summary>How a caller sees what an id names.</summary>
internal enum Sight
{
    /// <summary>It is not there, of another workspace, or out of scope; nobody can tell which.</summary>
    None,

    /// <summary>It is in scope.</summary>
    InScope,

    /// <summary>It is the caller's own.</summary>
    Own,
}

/// <summary>
/// Looks at objects of one kind for callers whose role does not let them go on: what is out of scope is not there, what is in
/// scope is forbidden (rest-api.md, section 5). Whoever may go on is judged where the object is loaded.
/// </summary>
internal interface ISight
{
    Subject Of { get; }

    ValueTask<Sight> SeeAsync(CallerIdentity caller, string id);
}
