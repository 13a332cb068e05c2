using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Grains;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Jobs;

/// <summary>
/// Wakes servers that have something to do though no agent is there to wake them: deadlines in the queue, commands that wait
/// for a verdict. Each minute on each silo; doubled wake-ups do no harm.
/// </summary>
internal sealed partial class DueWork(JobRecords jobs, IGrainFactory grains, Jitter jitter, TimeProvider time, ILogger<DueWork> log) : BackgroundService
{
    private const int MostServers = 1000;
    private const int AtOnce = 8;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(70);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
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
        var due = await jobs.ServersWithDueWorkAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), MostServers);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (server, _) =>
        {
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
