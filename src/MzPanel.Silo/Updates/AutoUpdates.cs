using MzPanel.Data;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Servers;
using MzPanel.Grains;
using MzPanel.Protocol.Updates;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Updates;

/// <summary>Begins the rollouts that policies ask for when a newer version is handed out. Every silo looks; one rollout for each workspace and version comes of it.</summary>
internal sealed class AutoUpdates(
    AgentReleases releases, FleetUpdate fleet, ServerRecords servers, RolloutRecords rollouts, Database database, Jitter jitter, TimeProvider time,
    ILogger<AutoUpdates> log) : BackgroundService
{
    private const int MostWorkspaces = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private static readonly string[] ByItself = [UpdatePolicy.Auto];
    private static readonly string[] ByItselfForSecurity = [UpdatePolicy.Auto, UpdatePolicy.Security];
    private readonly Pulse pulse = database.Pulses.Of("update agents");

    /// <summary>Looks once; how many rollouts it began.</summary>
    public async Task<int> TurnAsync(CancellationToken stopping)
    {
        if (await releases.FindAsync(stopping) is not { } release)
            return 0;
        var policies = release.Security ? ByItselfForSecurity : ByItself;
        var begun = 0;
        foreach (var workspace in await servers.ToUpdateAsync(release.Version, policies, MostWorkspaces))
        {
            pulse.Beat();
            begun += await TryBeginAsync(workspace, release, policies, stopping) ? 1 : 0;
        }
        return begun;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Silos that start together do not look together.
            await Task.Delay(jitter.Between(Between, 1.5 * Between), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stoppingToken.IsCancellationRequested)
                    await pulse.TurnAsync(() => TurnAsync(stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is, it must not end the silo, and the next turn may do better.
                log.UpdatesNotLookedFor(e);
            }
        }
    }

    private async Task<bool> TryBeginAsync(string workspaceId, AgentRelease release, IReadOnlyCollection<string> policies, CancellationToken stopping)
    {
        try
        {
            return await BeginAsync(workspaceId, release, policies);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // The others are updated all the same, and this one is looked at again in a minute.
            log.UpdateNotBegun(e, workspaceId);
            return false;
        }
    }

    // Nobody asked for it but the policy: it does not depend on who the owner is by then, or on a second factor of theirs.
    private async Task<bool> BeginAsync(string workspaceId, AgentRelease release, IReadOnlyCollection<string> policies)
    {
        var older = (await servers.OfOtherVersionsAsync(workspaceId, release.Version, tag: null, policies, OrderServers.Most))
            .Where(server => ProgramVersion.Compare(server.AgentVersion, release.Version) < 0).Select(server => server.Id).ToList();
        if (older.Count == 0)
            return false;
        var caller = CallerIdentity.System(workspaceId, requestId: "");
        var row = await fleet.RowAsync(release, new UpdateChoices(), older, caller);
        var audit = caller.Audit("rollout.create", "rollout", row.Id) with { RequestId = row.Id, Address = null };
        if (!await rollouts.AddOnceAsync(release.Version, row, older, audit))
            return false;
        log.UpdateBegun(row.Id, workspaceId, release.Version);
        return true;
    }
}
