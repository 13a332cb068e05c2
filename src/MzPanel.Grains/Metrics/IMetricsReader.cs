using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Metrics;

/// <summary>Reads the metrics history of servers without their grains.</summary>
public interface IMetricsReader
{
    /// <summary>History of a server, out of the records and of what is on its way there from this silo.</summary>
    Task<IReadOnlyList<MetricsPoint>> ReadAsync(string serverId, long from, long to, int stepS);
}
