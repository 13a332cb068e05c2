using MzPanel.Data;
using MzPanel.Grains;

namespace MzPanel.Silo.Audit;

/// <summary>Signs checkpoints that are due and copies them into this silo's file, apart from the chaining: what it reads may be long.</summary>
internal sealed class CheckpointRounds(
    Checkpoints checkpoints, CheckpointCopies copies, Database database, Jitter jitter, TimeProvider time, ILogger<CheckpointRounds> log) : BackgroundService
{
    private const int SweepEvery = 500;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(6);
    private readonly Pulse pulse = database.Pulses.Of("checkpoints of the audit");
    private bool loaded;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var round = 1; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                await pulse.TurnAsync(() => RoundAsync(round % SweepEvery == 0, stoppingToken));
            }
            catch (Exception e) when (e is StorageException or RecordConflictException or IOException or UnauthorizedAccessException)
            {
                log.CheckpointsNotKept(e);
            }
            // Silos that start together do not sign together.
            await Task.Delay(jitter.Between(Least, Most), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundAsync(bool sweeps, CancellationToken stopping)
    {
        if (!loaded)
            await copies.LoadAsync();
        loaded = true;
        await checkpoints.SignAsync(stopping);
        await copies.CopyAsync(stopping);
        if (sweeps)
            await checkpoints.SweepAsync();
    }
}
