using MzPanel.Data;
using MzPanel.Grains;

namespace MzPanel.Silo.Schedules;

/// <summary>Looks every few seconds, on each silo, for schedules that are due. The records see to it that each run is claimed once.</summary>
internal sealed class ScheduleSweep(DueSchedules due, Database database, Jitter jitter, TimeProvider time, ILogger<ScheduleSweep> log) : BackgroundService
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);
    private readonly Pulse pulse = database.Pulses.Of("run schedules");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pulse.TurnAsync(() => due.SweepAsync(pulse.Beat, stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is, it must not end the silo, and the next sweep may do better.
                log.SchedulesNotRead(e);
            }
            // Silos that start together do not sweep together.
            await Task.Delay(jitter.Between(Least, Most), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
