using System.Globalization;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Metrics;

/// <summary>Traffic since boot over all interfaces but the loopback, from <c>/proc/net/dev</c>.</summary>
internal static class Traffic
{
    private const int Received = 0;
    private const int Sent = 8;

    public static NetCounters Parse(string dev)
    {
        long rx = 0, tx = 0;
        foreach (var line in dev.Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon < 0 || line.AsSpan(0, colon).Trim() is "lo")
                continue;
            var counters = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            rx += Counter(counters, Received);
            tx += Counter(counters, Sent);
        }
        return new NetCounters { RxBytes = rx, TxBytes = tx };
    }

    private static long Counter(string[] counters, int column) =>
        column < counters.Length && long.TryParse(counters[column], CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
}
