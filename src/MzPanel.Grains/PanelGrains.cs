using Microsoft.Extensions.DependencyInjection;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Metrics;
using MzPanel.Grains.Servers;

namespace MzPanel.Grains;

/// <summary>What the grains need from a silo's services.</summary>
public static class PanelGrains
{
    /// <summary>
    /// Adds it. The silo adds: the records, <c>KeyRing</c>, <c>MasterKey</c>, <see cref="DeliveryOptions"/>, <see cref="Jitter"/>,
    /// <see cref="TimeProvider"/> and an <see cref="ILinkSource"/>.
    /// </summary>
    public static IServiceCollection AddPanelGrains(this IServiceCollection services)
    {
        services.AddSingleton<LocalLinks>();
        services.AddSingleton<JudgeFree>();
        services.AddSingleton<CommandFrames>();
        services.AddSingleton<PinnedAgents>();
        services.AddSingleton<SeenBatch>();
        services.AddSingleton<LinkFinder>().AddSingleton<IRemoteLinks, RemoteLinks>().AddGrainService<LinkService>();
        services.AddSingleton<JobMeters>();
        services.AddSingleton<FreshJobs>();
        services.AddSingleton<MetricsBatch>().AddSingleton<IMetricsReader>(s => s.GetRequiredService<MetricsBatch>()).AddHostedService(s => s.GetRequiredService<MetricsBatch>()).AddHostedService<MetricsUpkeep>();
        return services.AddHostedService(s => s.GetRequiredService<SeenBatch>());
    }
}
