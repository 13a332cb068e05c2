using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Team;

namespace MzPanel.Silo.Account;

/// <summary>Forgets sessions, links and tokens that are over.</summary>
internal sealed class AccountSweep(
    UserSessionRecords sessions, PasswordResetRecords resets, EmailChangeRecords changes, ApiTokenRecords tokens, InvitationRecords invitations,
    Database database, TimeProvider time, ILogger<AccountSweep> log) : BackgroundService
{
    private readonly Pulse pulse = database.Pulses.Of("sweep of sessions");
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

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
            await sessions.SweepAsync();
            await resets.SweepAsync();
            await changes.SweepAsync();
            await invitations.SweepAsync();
            await tokens.SweepAsync();
        }
        catch (StorageException e)
        {
            log.SweepFailed(e);
        }
    }
}
