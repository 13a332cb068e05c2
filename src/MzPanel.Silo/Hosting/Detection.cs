using Orleans.Configuration;

namespace MzPanel.Silo.Hosting;

/// <summary>
/// How soon silos notice that one of them is gone (docs/reliability.md has what was measured). Sooner means false alarms where
/// a silo is merely busy, and a silo that is called dead has to end.
/// </summary>
internal static class Detection
{
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan ShortestProbe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Table = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Response = TimeSpan.FromSeconds(12);
    private const int Missed = 3;

    public static void NoticeDeadSilos(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            (options.ProbeTimeout, options.MinProbeTimeout, options.MaxProbeTimeout) = (Probe, ShortestProbe, LongestProbe);
            (options.NumMissedProbesLimit, options.TableRefreshTimeout, options.IAmAliveTablePublishTimeout) = (Missed, Table, Table);
        });
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = Response);
    }
}
