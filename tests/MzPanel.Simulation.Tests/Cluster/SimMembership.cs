using MzPanel.Grains.Servers;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>What one silo knows of the others, and how it asks them for sockets.</summary>
internal sealed class SimMembership(SimSilo silo) : ISiloStatusOracle, IRemoteLinks
{
    private const long MostNetworkMs = 4;

    public SiloStatus CurrentStatus => SiloStatus.Active;

    public string SiloName => silo.Name;

    public SiloAddress SiloAddress => silo.Address;

    public async Task<ReattachRequest?> FindAsync(SiloAddress other, string serverId)
    {
        await silo.Loop.DelayAsync(silo.Loop.Dice.Between(0, MostNetworkMs));
        var there = silo.Cluster.Silos.First(s => s.Address.Equals(other));
        if (there.Dead)
            throw new SiloUnavailableException($"{there} is gone.");
        var answer = new TaskCompletionSource<ReattachRequest?>();
        there.NewLane().Post(() => answer.TrySetResult(there.Gateway.Find(serverId)));
        return await answer.Task;
    }

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => GetApproximateSiloStatuses().GetValueOrDefault(siloAddress);

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => silo.Cluster.Silos
        .Where(s => !onlyActive || !s.Evicted).ToDictionary(s => s.Address, s => s.Evicted ? SiloStatus.Dead : SiloStatus.Active);

    public bool TryGetSiloName(SiloAddress siloAddress, out string siloName)
    {
        siloName = silo.Cluster.Silos.FirstOrDefault(s => s.Address.Equals(siloAddress))?.Name ?? "";
        return siloName.Length > 0;
    }

    public bool IsFunctionalDirectory(SiloAddress siloAddress) => !IsDeadSilo(siloAddress);

    public bool IsDeadSilo(SiloAddress siloAddress) => GetApproximateSiloStatus(siloAddress) == SiloStatus.Dead;

    public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => throw new NotSupportedException();

    public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => throw new NotSupportedException();

    public SiloAddress[] GetActiveSilos() => [.. GetApproximateSiloStatuses(onlyActive: true).Keys];
}
