using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Account;

/// <summary>Cuts off the agents of servers whose workspace is closed. Their tokens are void already: none comes back.</summary>
internal sealed class Dismissal(IGrainFactory grains, ILogger<Dismissal> log)
{
    private const int AtOnce = 16;
    private static readonly ParallelOptions Bounded = new() { MaxDegreeOfParallelism = AtOnce };

    public Task DismissAsync(IReadOnlyList<string> serverIds) => Parallel.ForEachAsync(serverIds, Bounded, async (id, _) =>
    {
        try
        {
            await grains.GetGrain<IServerGrain>(id).Drop("The workspace was closed.");
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            log.AgentWasNotDismissed(e, id);
        }
    });
}
