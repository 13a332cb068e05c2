using MzPanel.Agent.Jobs;

namespace MzPanel.Agent.Tests.Jobs;

/// <summary>Workers without processes, with a ledger of their starts. It outlives the daemon, as real workers do.</summary>
internal sealed class FakeWorkers : IWorkers
{
    private readonly Dictionary<string, WorkerSight> sights = [];

    public Dictionary<string, int> Starts { get; } = [];

    public HashSet<string> Prepared { get; } = [];

    public List<(string Ref, int GraceS)> Stops { get; } = [];

    public List<string> Kills { get; } = [];

    public Dictionary<string, long> Lines { get; } = [];

    public bool DiskFull { get; set; }

    /// <summary>Runs before a worker starts: a place to pull the plug.</summary>
    public Action BeforeStart { get; set; } = () => { };

    public void Prepare(JobSpec spec)
    {
        if (DiskFull)
            throw new IOException("No space left on device");
        Prepared.Add(spec.Ref);
    }

    public void Start(string @ref)
    {
        BeforeStart();
        Starts[@ref] = Starts.GetValueOrDefault(@ref) + 1;
        sights[@ref] = WorkerSight.Alive;
    }

    public void Exit(string @ref, JobExit exit) => sights[@ref] = new WorkerSight(false, exit);

    public void Die(string @ref) => sights[@ref] = WorkerSight.Gone;

    public void Stop(string @ref, int graceS) => Stops.Add((@ref, graceS));

    public void Kill(string @ref) => Kills.Add(@ref);

    public WorkerSight Look(string @ref) => sights.GetValueOrDefault(@ref) ?? WorkerSight.Gone;

    public long LastSeq(string @ref) => Lines.GetValueOrDefault(@ref);

    public TimeSpan Age(string @ref) => TimeSpan.Zero;

    public void Ended(string @ref)
    {
    }

    public void Discard(string @ref) => Prepared.Remove(@ref);

    public IReadOnlyList<string> Directories() => [.. Prepared];
}
