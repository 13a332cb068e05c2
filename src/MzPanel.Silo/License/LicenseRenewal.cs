using MzPanel.Data;
using MzPanel.Data.Enrollment;
using MzPanel.Silo.Agents;

namespace MzPanel.Silo.License;

/// <summary>
/// Has the agents of this silo come back whose new token waits though they are connected: their workspace is on another tier, which a
/// command outside of the silos wrote into the records. The welcome brings the licence, and the token follows it.
/// </summary>
internal sealed partial class LicenseRenewal(
    CredentialRecords credentials, AgentGateway gateway, Database database, TimeProvider time, ILogger<LicenseRenewal> log) : BackgroundService
{
    private const int MostServers = 10_000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    // A token that is asked for through the API is delivered by who asked.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Pulse pulse = database.Pulses.Of("renewal of licences");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await pulse.TurnAsync(LookAsync);
    }

    private async Task LookAsync()
    {
        try
        {
            var behind = (await credentials.UndeliveredAsync((time.GetUtcNow() - Patience).ToUnixTimeMilliseconds(), MostServers)).ToHashSet();
            foreach (var connection in gateway.Connections.Where(c => c.Epoch > 0 && behind.Contains(c.ServerId)))
                connection.SendAway("The licence has changed.");
        }
        catch (StorageException e)
        {
            RotationsNotRead(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rotations that wait could not be read; they are looked for again in 5 s")]
    private partial void RotationsNotRead(Exception exception);
}
