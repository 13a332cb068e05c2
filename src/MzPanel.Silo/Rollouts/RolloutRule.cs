using MzPanel.Data.Jobs;
using MzPanel.Data.Rollouts;

namespace MzPanel.Silo.Rollouts;

/// <summary>What comes next for a rollout.</summary>
/// <param name="After">The rollout once the ended jobs, and those that will never be, are counted.</param>
/// <param name="Ended">What the servers of those jobs become.</param>
/// <param name="Starts">How many more servers may begin.</param>
internal sealed record RolloutStep(RolloutRow After, IReadOnlyList<ServerMove> Ended, int Starts);

/// <summary>Waves, canaries and stops: the decisions, without a wait.</summary>
internal static class RolloutRule
{
    /// <summary>How long the silo that took a turn has to submit its jobs before others do.</summary>
    public static readonly TimeSpan ClaimAge = TimeSpan.FromSeconds(5);

    /// <summary>After which time nobody can still be submitting a job: longer than any call takes.</summary>
    public static readonly TimeSpan LostAge = TimeSpan.FromMinutes(1);

    /// <summary>Whether a job was to be submitted so long ago, by a clock that may have been ahead, and is not there.</summary>
    public static bool IsMissing(RunningServer server, long now, TimeSpan age) =>
        server.JobStatus is null && Math.Abs(now - server.ClaimedAt) >= (long)age.TotalMilliseconds;

    /// <summary>Counts the jobs that ended and says what follows.</summary>
    public static RolloutStep Next(RolloutRow before, IReadOnlyCollection<RunningServer> running, long now)
    {
        var ended = running.Select(server => (server.ServerId, State: End(before, server, now)))
            .Where(end => end.State is not null).Select(end => new ServerMove(end.ServerId, end.State!)).ToList();
        var succeeded = ended.Count(move => move.State == RolloutServerState.Succeeded);
        var lost = Lost(before, running, now);
        var after = Judged(before with
        {
            Running = before.Running - ended.Count - lost.Count, Succeeded = before.Succeeded + succeeded, Failed = before.Failed + ended.Count - succeeded,
            Skipped = before.Skipped + lost.Count,
        }, now);
        return new RolloutStep(after, [.. ended, .. lost], Starts(after));
    }

    /// <summary>The same rollout with these servers begun and those left out.</summary>
    public static RolloutRow Begun(RolloutRow row, int begun, int skipped, long now) =>
        Judged(row with { Pending = row.Pending - begun - skipped, Running = row.Running + begun, Skipped = row.Skipped + skipped }, now);

    /// <summary>Stopped for a reason of its own.</summary>
    public static RolloutRow Stopped(RolloutRow row, string message) => row with { Status = RolloutStatus.Stopped, Message = message };

    // What was to be submitted when somebody cancelled it is not submitted any more.
    private static List<ServerMove> Lost(RolloutRow row, IReadOnlyCollection<RunningServer> running, long now) => row.Status != RolloutStatus.Cancelled ? []
        : [.. running.Where(server => IsMissing(server, now, LostAge)).Select(server => new ServerMove(server.ServerId, RolloutServerState.Skipped, "The rollout was cancelled."))];

    private static string? End(RolloutRow row, RunningServer server, long now) =>
        server.JobStatus is not { } status || !JobStatus.IsTerminal(status) ? null
        : status != JobStatus.Succeeded ? RolloutServerState.Failed
        : UpdateWaves.Apply(row) ? UpdateWaves.End(row, server, now) : RolloutServerState.Succeeded;

    private static RolloutRow Judged(RolloutRow row, long now)
    {
        if (row is { Pending: 0, Running: 0, FinishedAt: null })
            return row with { Status = row.Status == RolloutStatus.Cancelled ? row.Status : RolloutStatus.Done, FinishedAt = now };
        // Where nothing is left to begin, there is nothing to stop.
        if (row is not { Status: RolloutStatus.Running, Pending: > 0 } || row.Failed == row.Forgiven)
            return row;
        var failures = row.Failed - row.Forgiven;
        return IsTrial(row) ? Stopped(row, $"{failures} of the first servers failed; {row.Canary} must succeed before the others begin.")
            : failures >= row.StopAfterFailures ? Stopped(row, $"{failures} servers failed.") : row;
    }

    // A canary that could not be asked proves nothing: another server takes its place.
    private static int Starts(RolloutRow row)
    {
        if (row.Status != RolloutStatus.Running)
            return 0;
        var room = row.Parallel - row.Running;
        if (IsTrial(row))
            room = Math.Min(room, row.Canary - row.Succeeded - row.Running);
        if (UpdateWaves.Apply(row))
            room = Math.Min(room, UpdateWaves.Room(row));
        return Math.Clamp(room, 0, row.Pending);
    }

    private static bool IsTrial(RolloutRow row) => row.Succeeded < row.Canary;
}
