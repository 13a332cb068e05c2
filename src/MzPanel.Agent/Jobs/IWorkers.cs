namespace MzPanel.Agent.Jobs;

/// <summary>The processes that run commands, so that tests can do without them.</summary>
internal interface IWorkers
{
    /// <summary>Lays a command down durably; nothing runs yet.</summary>
    void Prepare(JobSpec spec);

    /// <summary>Starts a worker for a prepared command.</summary>
    void Start(string @ref);

    /// <summary>Asks a worker to end its command.</summary>
    void Stop(string @ref, int graceS);

    /// <summary>Ends a worker and all it has started, at once.</summary>
    void Kill(string @ref);

    /// <summary>What has become of a started command.</summary>
    WorkerSight Look(string @ref);

    /// <summary>Number of the last line written.</summary>
    long LastSeq(string @ref);

    /// <summary>How long a worker has run.</summary>
    TimeSpan Age(string @ref);

    /// <summary>Nothing is to be run any more: forgets the arguments.</summary>
    void Ended(string @ref);

    /// <summary>Forgets a command altogether, and kills what still lives of it.</summary>
    void Discard(string @ref);

    /// <summary>Commands that have a directory.</summary>
    IReadOnlyList<string> Directories();
}

/// <summary>What the daemon sees of a worker: it runs, it has left its exit, or it is gone without one.</summary>
internal sealed record WorkerSight(bool Running, JobExit? Exit)
{
    public static WorkerSight Alive { get; } = new(true, null);

    public static WorkerSight Gone { get; } = new(false, null);
}
