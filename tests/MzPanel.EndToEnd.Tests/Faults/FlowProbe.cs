namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>How long after a fault each agent's jobs flow again: asked for, run, and the end of it acknowledged.</summary>
internal sealed class FlowProbe(RoundRobinClient client, SimulatedFleet fleet, AcceptedJobs accepted, ExecutionLedger ledger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private int number;

    /// <summary>Seconds from the fault, one figure per agent.</summary>
    public async Task<double[]> MeasureAsync(long fault) =>
        await Task.WhenAll(fleet.Agents.Select(agent => AgentAsync(agent, fault)));

    /// <summary>Seconds from the fault until a job for this agent was accepted.</summary>
    public async Task<double> AcceptedAsync(SimulatedAgent agent, long fault)
    {
        await AskAsync(agent, fault);
        return TimeProvider.System.GetElapsedTime(fault).TotalSeconds;
    }

    private async Task<double> AgentAsync(SimulatedAgent agent, long fault)
    {
        if (await AskAsync(agent, fault) is not { } jobId)
            return double.PositiveInfinity;
        await Task.WhenAny(ledger.ReportedAsync(jobId), Task.Delay(Limit, TimeProvider.System));
        return ledger.ReportedAsync(jobId).IsCompleted ? TimeProvider.System.GetElapsedTime(fault).TotalSeconds : double.PositiveInfinity;
    }

    private async Task<string?> AskAsync(SimulatedAgent agent, long fault)
    {
        var work = SimWork.Numbered(Interlocked.Increment(ref number)) with { Ms = 0 };
        while (TimeProvider.System.GetElapsedTime(fault) < Limit)
        {
            if (await client.JobAsync(agent.ServerId, work) is { } jobId)
            {
                accepted.Add(jobId, work);
                return jobId;
            }
            await Task.Delay(Pause, TimeProvider.System);
        }
        return null;
    }
}
