using MzPanel.Data;
using MzPanel.Data.Audit;

namespace MzPanel.Silo.Audit;

/// <summary>Writes the counted refusals down in batches, the last ones when the silo stops, and forgets old ones.</summary>
internal sealed class InstallationLogFlush(InstallationLog counted, InstallationLogRecords records, Database database, TimeProvider time, ILogger<InstallationLogFlush> log)
    : BackgroundService
{
    private const int Batch = 500;
    private readonly Pulse pulse = database.Pulses.Of("writer of the installation log");
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync();
    }

    public async Task FlushAsync()
    {
        var taken = counted.Take();
        foreach (var batch in taken.Chunk(Batch))
        {
            await WriteAsync(batch);
            pulse.Beat();
        }
        if (taken.Count > 0)
            await SweepAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await pulse.TurnAsync(FlushAsync);
    }

    private async Task WriteAsync(RefusalCount[] batch)
    {
        try
        {
            await records.AddAsync(batch);
        }
        catch (StorageException e)
        {
            counted.Return(batch);
            log.RefusalsWereNotWritten(e, batch.Length);
        }
    }

    // Apart from the writing: a batch that is written must not be returned and counted twice.
    private async Task SweepAsync()
    {
        try
        {
            await records.SweepAsync((time.GetUtcNow() - Kept).ToUnixTimeMilliseconds());
        }
        catch (StorageException e)
        {
            log.OldRefusalsStay(e);
        }
    }
}
