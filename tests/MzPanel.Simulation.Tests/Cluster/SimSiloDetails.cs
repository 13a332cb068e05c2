using System.Diagnostics.Metrics;

namespace MzPanel.Simulation.Tests.Cluster;

internal sealed class SimSiloDetails(SimSilo silo) : ILocalSiloDetails
{
    public string Name => silo.Name;

    public string ClusterId => "simulated";

    public string DnsHostName => silo.Name;

    public SiloAddress SiloAddress => silo.Address;

    public SiloAddress GatewayAddress => silo.Address;
}

/// <summary>Meters that nobody reads.</summary>
internal sealed class NoMeters : IMeterFactory
{
    public static NoMeters Instance { get; } = new();

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
