using Microsoft.Extensions.Options;
using MzPanel.Data;
using MzPanel.Data.Logs;

namespace MzPanel.Silo.Logs;

/// <summary>Lets go of old lines, a little at a time; the jobs stay. On a cluster every silo may do so: to delete twice deletes once.</summary>
internal sealed class LogRetention(LogRecords records, Database database, IOptions<LogsOptions> options, TimeProvider time, ILogger<LogRetention> log)
    : BackgroundService
{
    private const int CommandsAtOnce = 50;
    private readonly Pulse pulse = database.Pulses.Of("sweep of logs");
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await pulse.TurnAsync(() => SweepAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        try
        {
            var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays);
            while (!stopping.IsCancellationRequested
                && await records.SweepAsync(before.ToUnixTimeMilliseconds(), options.Value.MaxBytesPerServer, CommandsAtOnce) is > 0 and var freed)
            {
                pulse.Beat();
                log.LinesSwept(freed);
            }
        }
        catch (StorageException e)
        {
            log.SweepFailed(e);
        }
    }
}
