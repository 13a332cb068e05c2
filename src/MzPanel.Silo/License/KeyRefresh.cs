using MzPanel.Data;
using MzPanel.Grains.License;

namespace MzPanel.Silo.License;

/// <summary>Reads the signing keys each minute: another silo may have rolled them over.</summary>
internal sealed partial class KeyRefresh(KeyRing keys, TimeProvider time, ILogger<KeyRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await keys.RefreshAsync();
            }
            catch (StorageException e)
            {
                KeysNotRead(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The signing keys could not be read again; the ones in memory go on")]
    private partial void KeysNotRead(Exception exception);
}
