using MzPanel.Protocol.Jobs;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>What really happened on the VPSs, kept beside all bookkeeping of the product.</summary>
internal sealed class Ledger(World world)
{
    private readonly Dictionary<(string Job, int Attempt), int> starts = [];
    private readonly Dictionary<string, Run> runs = [];

    /// <summary>What was begun, by command id.</summary>
    public IReadOnlyDictionary<string, Run> Runs => runs;

    /// <summary>Jobs that were answered 202.</summary>
    public HashSet<string> Accepted { get; } = [];

    /// <summary>Reports that agents were told are durable, by command id.</summary>
    public Dictionary<string, JobDone> Settled { get; } = [];

    /// <summary>A command begins to run; more than once per attempt is what must never be (I2).</summary>
    public Run Begin(string server, string @ref, string job, int attempt)
    {
        starts[(job, attempt)] = starts.GetValueOrDefault((job, attempt)) + 1;
        if (starts[(job, attempt)] > 1)
            world.Break("I2", $"attempt {attempt} of {job} was started {starts[(job, attempt)]} times");
        world.Trace($"start {job}/{attempt}");
        return runs[@ref] = new Run(server, job, attempt);
    }
}

/// <summary>One command as it ran.</summary>
internal sealed class Run(string server, string job, int attempt)
{
    public string Server => server;

    public string Job => job;

    public int Attempt => attempt;

    /// <summary>Every line it wrote, also those that a power cut took from the spool.</summary>
    public List<string> Lines { get; } = [];
}
