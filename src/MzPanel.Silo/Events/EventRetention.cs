using MzPanel.Data;
using MzPanel.Data.Events;

namespace MzPanel.Silo.Events;

/// <summary>Lets go of events that nobody will ask about any more.</summary>
internal sealed class EventRetention(EventRecords records, Database database, TimeProvider time, ILogger<EventRetention> log) : BackgroundService
{
    private const int AtOnce = 1000;
    private readonly Pulse pulse = database.Pulses.Of("sweep of events");
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

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
            while (!stopping.IsCancellationRequested && await records.SweepAsync((time.GetUtcNow() - Kept).ToUnixTimeMilliseconds(), AtOnce) == AtOnce)
                pulse.Beat();
        }
        catch (StorageException e)
        {
            log.SweepFailed(e);
        }
    }
}
