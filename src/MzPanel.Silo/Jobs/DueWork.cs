using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Jobs;

/// <summary>
/// Wakes servers that have something to do though no agent is there to wake them: deadlines in the queue, commands that wait
/// for a verdict, a silence that nobody judges because the silo that held the link is gone. Each half minute on each silo, so
/// that a signal lost in a fault is made up for within the minute that delivery.md allows (I11); doubled wake-ups do no harm.
/// </summary>
internal sealed partial class DueWork(
    JobRecords jobs, ServerRecords servers, Database database, IGrainFactory grains, DeliveryOptions delivery, Jitter jitter, TimeProvider time, ILogger<DueWork> log)
    : BackgroundService
{
    private const int MostServers = 1000;
    private const int AtOnce = 8;
    private readonly Pulse pulse = database.Pulses.Of("look for due work");
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(35);
    // Signs of life reach the records up to two minutes late.
    private static readonly TimeSpan SeenLate = TimeSpan.FromMinutes(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pulse.TurnAsync(() => SweepAsync(stoppingToken));
            }
            catch (StorageException e)
            {
                SweepFailed(e);
            }
            // Silos that start together do not sweep together.
            await Task.Delay(jitter.Between(Least, Most), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var due = await jobs.ServersWithDueWorkAsync(now.ToUnixTimeMilliseconds(), MostServers);
        var silentSince = now - TimeSpan.FromSeconds(delivery.OfflineSeconds) - SeenLate;
        var silent = await servers.SilentAsync(silentSince.ToUnixTimeMilliseconds(), MostServers);
        await Parallel.ForEachAsync(due.Union(silent), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (server, _) =>
        {
            pulse.Beat();
            try
            {
                await grains.GetGrain<IServerGrain>(server).Reconcile();
            }
            catch (Exception e)
            {
                // The others are looked at all the same, and this one again in a minute.
                ServerNotReconciled(e, server);
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Servers with due work could not be read")]
    private partial void SweepFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue of {ServerId} was not looked at")]
    private partial void ServerNotReconciled(Exception exception, string serverId);
}
