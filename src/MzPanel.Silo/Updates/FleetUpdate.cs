using MzPanel.Data;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Updates;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Rollouts;

namespace MzPanel.Silo.Updates;

/// <summary>Makes the rollouts that update agents; their waves are <see cref="UpdateWaves"/>.</summary>
internal sealed class FleetUpdate(UpdateOffer offer, RolloutRecords rollouts, ServerRecords servers, RolloutBell bell, TimeProvider time)
{
    private const int Parallel = 100;

    public async Task<IResult> CreateAsync(NewFleetUpdate asked, CallerIdentity caller, Idempotency idempotency, CancellationToken ct)
    {
        // The whole fleet is meant where nobody says otherwise; whose scope is a part of it updates servers one by one.
        if (!caller.Scope.IsAll)
            throw new PanelException(PanelError.Forbidden, "Your scope does not allow updating the fleet.");
        var release = await offer.ReleaseAsync(ct);
        var chosen = await ChosenAsync(asked, caller, release);
        if (chosen.Count == 0)
            throw new PanelException(PanelError.Conflict, $"No agent of these servers is older than {release.Version}.");
        var row = await RowAsync(release, asked, chosen, caller) with { Tag = asked.Tag };
        var (location, answer) = ($"/v1/rollouts/{row.Id}", new RolloutAnswer(RolloutView.Of(row)));
        var kept = idempotency.Commit(StatusCodes.Status202Accepted, answer, location);
        RolloutLimit.Check(await rollouts.AddAsync(row, chosen, caller.Audit("rollout.create", "rollout", row.Id), kept));
        bell.Ring();
        return TypedResults.Accepted(location, answer);
    }

    /// <summary>A rollout over these servers that has not begun.</summary>
    public async Task<RolloutRow> RowAsync(AgentRelease release, UpdateChoices choices, IReadOnlyCollection<string> chosen, CallerIdentity caller) => new()
    {
        Id = RecordId.New("rol"),
        WorkspaceId = caller.WorkspaceId,
        Kind = AgentUpdate.Kind.Name,
        Args = JobArgs.Text(await offer.ArgsAsync(release, choices)),
        QueueTtlS = choices.QueueTtlS,
        Parallel = Parallel,
        Canary = 1,
        StopAfterFailures = 1,
        UserId = caller.UserId,
        TokenId = caller.TokenId,
        CallerName = caller.Name,
        Status = RolloutStatus.Running,
        Pending = chosen.Count,
        CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private async Task<IReadOnlyList<string>> ChosenAsync(NewFleetUpdate asked, CallerIdentity caller, AgentRelease release)
    {
        var outdated = (await servers.OfOtherVersionsAsync(caller.WorkspaceId, release.Version, asked.Tag, policies: null, OrderServers.Most))
            .Where(server => asked.AllowDowngrade is true || ProgramVersion.Compare(server.AgentVersion, release.Version) < 0)
            .Select(server => server.Id).ToList();
        if (asked.ServerIds is null)
            return outdated;
        var named = asked.ServerIds.OfType<string>().ToHashSet();
        var there = (await servers.FindAsync(caller.WorkspaceId, named)).Count(server => server.DeletedAt is null);
        return there == named.Count ? [.. outdated.Where(named.Contains)] : throw Faults.Of("server_ids", "names a server that is not there");
    }
}
