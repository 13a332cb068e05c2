using System.Text.Json.Nodes;
using MzPanel.Data;
using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;
using MzPanel.Data.Rollouts;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Rollouts;

/// <summary>
/// Drives rollouts on: counts what ended, commits which servers are next, then submits their jobs. Every silo drives all of them;
/// of two that drive the same one at once, one commits. What another silo committed and did not submit is submitted here, for as
/// long as the rollout runs: while it is paused or stopped such jobs wait, and once it is cancelled they never come.
/// </summary>
internal sealed class RolloutDrive(
    RolloutRecords rollouts, OrderRights rights, OrderServers reach, OrderJobs jobs, IGrainFactory grains, ILogger<RolloutDrive> log)
{
    private const int MostRollouts = 200;
    private const int RolloutsAtOnce = 4;
    private const int AtOnce = 16;

    /// <summary>Takes a turn of every rollout that goes on. <paramref name="beat"/> says that it goes on.</summary>
    /// <returns>How many go on, and whether any moved.</returns>
    public async Task<(int Open, bool Moved)> TurnAsync(Action beat, CancellationToken stopping)
    {
        var open = await rollouts.OpenAsync(MostRollouts);
        var moved = 0;
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = RolloutsAtOnce, CancellationToken = stopping }, async (rollout, _) =>
        {
            beat();
            try
            {
                if (await DriveAsync(rollout, beat, stopping))
                    Interlocked.Increment(ref moved);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // The others go on all the same, and this one is looked at again in a moment.
                log.RolloutDidNotMove(e, rollout.Id);
            }
        });
        return (open.Count, moved > 0);
    }

    private async Task<bool> DriveAsync(RolloutRow before, Action beat, CancellationToken stopping)
    {
        var now = (await rollouts.ClockAsync()).ToUnixTimeMilliseconds();
        var running = await rollouts.RunningAsync(before.Id);
        var step = RolloutRule.Next(before, running, now);
        var missing = before.Status == RolloutStatus.Running ? running.Where(server => RolloutRule.IsMissing(server, now, RolloutRule.ClaimAge)).ToList() : [];
        var maker = step.Starts > 0 || missing.Count > 0 ? await rights.FindAsync(before) : null;
        var (after, begun, moves) = step.Starts > 0 ? await BeginAsync(step, maker, now) : (step.After, [], step.Ended);
        if (after != before && !await rollouts.TurnAsync(before, after, moves, Audit(before, after)))
            return true;
        await SubmitAsync(before, maker, [.. begun, .. await AllowedAsync(before, maker, missing)], beat, stopping);
        if (before.Status == RolloutStatus.Cancelled)
            await EachAsync([.. running.Where(IsToCancel)], server => CancelAsync(before, server), beat, stopping);
        return after != before;
    }

    private static bool IsToCancel(RunningServer server) => server is { JobStatus: { } status, CancelRequestedAt: null } && !JobStatus.IsTerminal(status);

    private async Task<(RolloutRow After, IReadOnlyList<RunningServer> Begun, IReadOnlyList<ServerMove> Moves)> BeginAsync(
        RolloutStep step, CallerIdentity? maker, long now)
    {
        var row = step.After;
        if (maker is null)
            return (RolloutRule.Stopped(row, "Who it runs as is no member of the workspace any more, or the token is over."), [], step.Ended);
        if (rights.Refusal(row, maker) is { } refusal)
            return (RolloutRule.Stopped(row, refusal), [], step.Ended);
        var next = await rollouts.NextAsync(row.Id, step.Starts);
        var faults = await reach.FaultsAsync(row, maker, [.. next.Select(server => server.ServerId)]);
        var begun = next.Where(server => !faults.ContainsKey(server.ServerId)).ToList();
        var moves = next.Select(server => faults.TryGetValue(server.ServerId, out var fault)
            ? new ServerMove(server.ServerId, RolloutServerState.Skipped, fault) : new ServerMove(server.ServerId, RolloutServerState.Running));
        return (RolloutRule.Begun(row, begun.Count, next.Count - begun.Count, now), begun, [.. step.Ended, .. moves]);
    }

    // Rights, scope and servers may be others than when their turn came.
    private async Task<IReadOnlyList<RunningServer>> AllowedAsync(RolloutRow rollout, CallerIdentity? maker, List<RunningServer> missing)
    {
        if (missing.Count == 0)
            return [];
        var refusal = maker is null || rights.Refusal(rollout, maker) is not null ? "Who it runs as may not run it any more." : null;
        var faults = refusal is null ? await reach.FaultsAsync(rollout, maker!, [.. missing.Select(server => server.ServerId)]) : null;
        var allowed = new List<RunningServer>();
        foreach (var server in missing)
            if ((refusal ?? faults!.GetValueOrDefault(server.ServerId)) is { } why)
                await rollouts.SkipAsync(rollout, server, why);
            else
                allowed.Add(server);
        return allowed;
    }

    // Of what had not begun when somebody paused or cancelled it, nothing begins.
    private async Task SubmitAsync(RolloutRow rollout, CallerIdentity? maker, IReadOnlyList<RunningServer> servers, Action beat, CancellationToken stopping)
    {
        foreach (var slice in servers.Chunk(AtOnce))
            if (await rollouts.HoldAsync(rollout.Id, slice))
                await EachAsync(slice, server => SubmitAsync(rollout, maker!, server), beat, stopping);
            else
                return;
    }

    private async Task SubmitAsync(RolloutRow rollout, CallerIdentity maker, RunningServer server)
    {
        if ((await jobs.SubmitAsync(rollout, maker, server.JobId, server.ServerId)).Refusal is { } refusal)
            await rollouts.SkipAsync(rollout, server, refusal);
    }

    private async Task CancelAsync(RolloutRow rollout, RunningServer server)
    {
        try
        {
            await grains.GetGrain<IServerGrain>(server.ServerId).Cancel(server.JobId, Canceller(rollout), abandon: false, kept: null);
        }
        catch (PanelException e) when (e.Error == PanelError.JobNotCancellable)
        {
            log.JobHadEnded(server.JobId, rollout.Id);
        }
        catch (Exception e) when (e is PanelException or StorageException or TimeoutException or OrleansException)
        {
            // The others are cancelled all the same, and this one is asked for again in a moment.
            log.JobNotCancelled(e, server.JobId, rollout.Id);
        }
    }

    private static Caller Canceller(RolloutRow rollout) =>
        new(AuditActor.System.Type, AuditActor.System.Id, AuditActor.System.Name, RequestId: rollout.Id, Address: null);

    private static Task EachAsync(IReadOnlyList<RunningServer> servers, Func<RunningServer, Task> work, Action beat, CancellationToken stopping) =>
        Parallel.ForEachAsync(servers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (server, _) =>
        {
            beat();
            await work(server);
        });

    // What people see in the rollout itself needs no row of its own; what ends it does.
    private static AuditEntry? Audit(RolloutRow before, RolloutRow after) => after.Status == before.Status ? null : new()
    {
        WorkspaceId = after.WorkspaceId,
        Actor = AuditActor.System,
        Action = after.Status == RolloutStatus.Stopped ? "rollout.stop" : "rollout.done",
        Subject = ("rollout", after.Id),
        Outcome = after.Failed > 0 || after.Status == RolloutStatus.Stopped ? "failed" : "ok",
        RequestId = after.Id,
        Details = new JsonObject { ["succeeded"] = after.Succeeded, ["failed"] = after.Failed, ["skipped"] = after.Skipped }.ToJsonString(),
    };
}
