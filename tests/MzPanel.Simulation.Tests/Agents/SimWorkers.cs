using MzPanel.Agent.Jobs;
using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>The processes that run commands: they outlive the agent's own, and die with the VPS.</summary>
internal sealed class SimWorkers(FullAgent agent) : IWorkers
{
    private readonly Dictionary<string, JobSpec> prepared = [];
    private readonly Dictionary<string, SimWorker> workers = [];

    private SimLoop Loop => agent.Loop;

    public SimWorker? Find(string @ref) => workers.GetValueOrDefault(@ref);

    public void Prepare(JobSpec spec) => prepared[spec.Ref] = spec;

    public void Start(string @ref)
    {
        // What was laid down is gone: the worker finds nothing to do, and ends.
        if (!prepared.TryGetValue(@ref, out var spec))
            return;
        var worker = workers[@ref] = new SimWorker(agent.World, agent.ServerId, spec, agent.AttemptOf(@ref), () => agent.Stir(@ref));
        worker.Begin();
    }

    public void Stop(string @ref, int graceS) => Find(@ref)?.Stop(Loop.Dice.Between(0, graceS * 1000L));

    public void Kill(string @ref) => Find(@ref)?.Die();

    public WorkerSight Look(string @ref) => Find(@ref) is not { } worker ? WorkerSight.Gone
        : worker.Exit is { } exit ? new WorkerSight(false, exit) : worker.Alive ? WorkerSight.Alive : WorkerSight.Gone;

    public long LastSeq(string @ref) => Find(@ref)?.LastSeq ?? 0;

    public TimeSpan Age(string @ref) => TimeSpan.FromMilliseconds(Find(@ref) is { } worker ? Loop.Now - worker.BeganAt : 0);

    public void Ended(string @ref) => Kill(@ref);

    public void Discard(string @ref)
    {
        Kill(@ref);
        prepared.Remove(@ref);
        Find(@ref)?.Trim(long.MaxValue);
    }

    public IReadOnlyList<string> Directories() => [.. prepared.Keys];

    /// <summary>The VPS loses its power, and with it what no disk holds yet.</summary>
    public void PowerCut()
    {
        foreach (var worker in workers.Values)
            worker.PowerCut(Loop.Dice.Next(3));
    }

    public void HurryUp()
    {
        foreach (var worker in workers.Values)
            worker.HurryUp();
    }
}
