using MzPanel.Data;
using MzPanel.Grains;

namespace MzPanel.Silo.Rollouts;

/// <summary>Drives rollouts on each silo: soon again while they move, each second while some go on, seldom while there are none, and at once where somebody asked for one here.</summary>
internal sealed class RolloutDriver(RolloutDrive drive, RolloutBell bell, Database database, Jitter jitter, TimeProvider time, ILogger<RolloutDriver> log) : BackgroundService
{
    private static readonly TimeSpan Moving = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Waiting = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    private readonly Pulse pulse = database.Pulses.Of("drive rollouts");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Idle;
            try
            {
                await pulse.TurnAsync(async () => pause = Pause(await drive.TurnAsync(pulse.Beat, stoppingToken)));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is, it must not end the silo, and the next turn may do better.
                log.RolloutsNotRead(e);
            }
            // Silos that start together do not drive together.
            await bell.WaitAsync(jitter.Between(pause, 1.5 * pause), time, stoppingToken);
        }
    }

    private static TimeSpan Pause((int Open, bool Moved) turn) => turn.Moved ? Moving : turn.Open > 0 ? Waiting : Idle;
}
