using MzPanel.Data;
using MzPanel.Data.Live;
using MzPanel.Grains;

namespace MzPanel.Silo.Live;

/// <summary>Lets go of changes that nobody may come back to any more, a little at a time; every silo may do so.</summary>
internal sealed class LiveRetention(LiveRecords records, Jitter jitter, TimeProvider time, ILogger<LiveRetention> log) : BackgroundService
{
    private const int AtOnce = 2000;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(40);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(jitter.Between(Least, Most), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SweepAsync(stoppingToken);
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await records.SweepAsync(time.GetUtcNow().ToUnixTimeMilliseconds() - LiveRecords.KeptMs, AtOnce))
            {
            }
        }
        catch (StorageException e)
        {
            log.SweepFailed(e);
        }
    }
}
