using MzPanel.Data;
using MzPanel.Grains.License;

namespace MzPanel.Silo.License;

/// <summary>Reads the signing keys each minute: another silo may have rolled them over.</summary>
internal sealed partial class KeyRefresh(KeyRing keys, Database database, TimeProvider time, ILogger<KeyRefresh> log) : BackgroundService
{
    private readonly Pulse pulse = database.Pulses.Of("refresh of the keys");
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await pulse.TurnAsync(RefreshAsync);
    }

    private async Task RefreshAsync()
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The signing keys could not be read again; the ones in memory go on")]
    private partial void KeysNotRead(Exception exception);
}
