using MzPanel.Data;
using MzPanel.Data.Idempotency;

namespace MzPanel.Silo.Http;

/// <summary>Forgets keys after their day.</summary>
internal sealed class IdempotencySweep(IdempotencyRecords records, Database database, TimeProvider time, ILogger<IdempotencySweep> log) : BackgroundService
{
    private readonly Pulse pulse = database.Pulses.Of("sweep of idempotency keys");
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await pulse.TurnAsync(SweepAsync);
    }

    private async Task SweepAsync()
    {
        try
        {
            await records.SweepAsync(time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        catch (StorageException e)
        {
            log.SweepFailed(e);
        }
    }
}
