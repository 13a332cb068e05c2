using System.Diagnostics.Metrics;
using MzPanel.Data;

namespace MzPanel.Silo.Logs;

/// <summary>What viewers are shown of logs; what agents bring is counted at their sockets, in the same two instruments.</summary>
internal sealed class LogMeters
{
    private static readonly KeyValuePair<string, object?> Out = new("way", "out");
    private readonly Counter<long> lines;
    private readonly Counter<long> bytes;

    public LogMeters(IMeterFactory factory)
    {
        var meter = factory.Create(PanelMeter.Name);
        lines = meter.CreateCounter<long>("mzpanel.logs.lines", "{line}", "Lines of logs: in from agents, acked to them when durable, out to viewers");
        bytes = meter.CreateCounter<long>("mzpanel.logs.bytes", "By", "The same in bytes");
    }

    public void Shown(int rows, long size)
    {
        lines.Add(rows, Out);
        bytes.Add(size, Out);
    }
}
