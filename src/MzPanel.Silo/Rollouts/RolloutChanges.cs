using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Rollouts;

/// <summary>What people make of rollouts: they are made, paused, resumed and cancelled; what drives them does the rest.</summary>
internal sealed class RolloutChanges(RolloutReach reach, RolloutRecords records, ServerRecords servers, OrderCheck check, OrderArgs orders, RolloutBell bell, TimeProvider time)
{
    private const int Tries = 10;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<IResult> CreateAsync(NewRollout asked, CallerIdentity caller, Idempotency idempotency)
    {
        var args = asked.Args ?? ApiDocument.Of("{}");
        var (id, chosen) = (RecordId.New("rol"), await ChosenAsync(asked, caller));
        var kind = await check.OfManyAsync(chosen, new JobRequest { Kind = asked.Kind, Args = args }, caller);
        var row = asked.Row(id, chosen, orders.Keep(id, kind, args), caller, Now);
        var kept = idempotency.Commit(StatusCodes.Status202Accepted, new RolloutAnswer(RolloutView.Of(row)), Location(id));
        RolloutLimit.Check(await records.AddAsync(row, chosen, caller.Audit("rollout.create", "rollout", id), kept));
        bell.Ring();
        return Accepted(row);
    }

    public Task<IResult> PauseAsync(string id, CallerIdentity caller, Idempotency idempotency) =>
        ChangeAsync(id, caller, idempotency, "rollout.pause", row => row with { Status = RolloutStatus.Paused }, RolloutStatus.Running);

    // Failures so far are known to whoever resumes it: only new ones stop it again.
    public async Task<IResult> ResumeAsync(string id, CallerIdentity caller, Idempotency idempotency)
    {
        var open = await records.CountOpenAsync(caller.WorkspaceId);
        return await ChangeAsync(id, caller, idempotency, "rollout.resume",
            row => MayRun(row, caller, open) with { Status = RolloutStatus.Running, Message = null, Forgiven = row.Failed }, RolloutStatus.Paused, RolloutStatus.Stopped);
    }

    public Task<IResult> CancelAsync(string id, CallerIdentity caller, Idempotency idempotency) => ChangeAsync(id, caller, idempotency, "rollout.cancel",
        row => row with { Status = RolloutStatus.Cancelled, Pending = 0, Skipped = row.Skipped + row.Pending, FinishedAt = row.Running == 0 ? Now : null },
        RolloutStatus.Running, RolloutStatus.Paused, RolloutStatus.Stopped);

    private async Task<IResult> ChangeAsync(
        string id, CallerIdentity caller, Idempotency idempotency, string action, Func<RolloutRow, RolloutRow> change, params string[] from)
    {
        for (var i = 0; i < Tries; i++)
        {
            var before = await reach.FindAsync(caller, id);
            if (!from.Contains(before.Status))
                throw new PanelException(PanelError.Conflict, $"The rollout is {before.Status}.");
            var after = change(before);
            var kept = idempotency.Commit(StatusCodes.Status202Accepted, new RolloutAnswer(RolloutView.Of(after)), Location(id));
            var effect = await records.ChangeAsync(before, after, caller.Audit(action, "rollout", id), kept);
            if (effect == Effect.KeyTaken)
                throw new KeyTakenException();
            if (effect != Effect.Done)
                continue;
            bell.Ring();
            return Accepted(after);
        }
        throw new PanelException(PanelError.Conflict, "The rollout moves too fast to be changed now. Try again.");
    }

    // It goes on in the name of who made it; who lets it go on must be allowed to run the same.
    private static RolloutRow MayRun(RolloutRow row, CallerIdentity caller, long open)
    {
        JobRequestRules.CheckRole(CommandCatalogue.Find(row.Kind), caller);
        if (row.Kind == AgentUpdate.Kind.Name && !CapabilityTable.Allows(caller.Role, Capability.ManageServers))
            throw new PanelException(PanelError.Forbidden, "Your role does not allow updating the fleet.");
        // One that is paused counts already.
        return row.Status == RolloutStatus.Paused || open < RolloutRecords.MostOpen ? row : throw RolloutLimit.Reached();
    }

    /// <summary>The servers, as they are now: whoever gets the tag later is not one of them.</summary>
    private async Task<IReadOnlyList<string>> ChosenAsync(NewRollout asked, CallerIdentity caller)
    {
        if (asked.Tag is { } tag)
        {
            var tagged = await servers.TaggedAsync(caller.WorkspaceId, tag, caller.Scope.OnlyServers, OrderServers.Most);
            return tagged.Count > 0 ? tagged : throw Faults.Of("tag", "is one that no server has");
        }
        var named = asked.ServerIds!.OfType<string>().ToList();
        var there = (await servers.FindAsync(caller.WorkspaceId, named)).Where(server => server.DeletedAt is null).Select(server => server.Id).ToHashSet();
        return named.All(id => there.Contains(id) && caller.Scope.HoldsServer(id)) ? named
            : throw Faults.Of("server_ids", "names a server that is not there");
    }

    private static Accepted<RolloutAnswer> Accepted(RolloutRow row) => TypedResults.Accepted(Location(row.Id), new RolloutAnswer(RolloutView.Of(row)));

    private static string Location(string id) => $"/v1/rollouts/{id}";
}
