using MzPanel.Data.Jobs;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Servers;

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
        var ended = running.Select(server => End(before, server, now)).OfType<ServerMove>().ToList();
        var after = Judged(before with
        {
            Running = before.Running - ended.Count, Succeeded = before.Succeeded + Count(ended, RolloutServerState.Succeeded),
            Failed = before.Failed + Count(ended, RolloutServerState.Failed), Skipped = before.Skipped + Count(ended, RolloutServerState.Skipped),
        }, now);
        return new RolloutStep(after, ended, Starts(after));
    }

    /// <summary>The same rollout with these servers begun and those left out.</summary>
    public static RolloutRow Begun(RolloutRow row, int begun, int skipped, long now) =>
        Judged(row with { Pending = row.Pending - begun - skipped, Running = row.Running + begun, Skipped = row.Skipped + skipped }, now);

    /// <summary>Stopped for a reason of its own.</summary>
    public static RolloutRow Stopped(RolloutRow row, string message) => row with { Status = RolloutStatus.Stopped, Message = message };

    private static int Count(List<ServerMove> moves, string state) => moves.Count(move => move.State == state);

    private static ServerMove? End(RolloutRow row, RunningServer server, long now) =>
        Unasked(row, server, now) is { } why ? new ServerMove(server.ServerId, RolloutServerState.Skipped, why)
        : State(row, server, now) is { } state ? new ServerMove(server.ServerId, state) : null;

    private static string? State(RolloutRow row, RunningServer server, long now) =>
        server.JobStatus is not { } status || !JobStatus.IsTerminal(status) ? null
        : status != JobStatus.Succeeded ? RolloutServerState.Failed
        : UpdateWaves.Apply(row) ? UpdateWaves.End(row, server, now) : RolloutServerState.Succeeded;

    // What people took out of it says nothing about what it does, and is no failure.
    private static string? Unasked(RolloutRow row, RunningServer server, long now) =>
        IsOutOf(row, server) ? "The server was removed."
        : server is { JobStatus: JobStatus.Cancelled, JobError: UpdatePolicy.Pinned } ? "The server's agent was pinned to its version."
        : row.Status == RolloutStatus.Cancelled && IsMissing(server, now, LostAge) ? "The rollout was cancelled." : null;

    private static bool IsOutOf(RolloutRow row, RunningServer server) => server.RemovedAt is { } removed
        && (server.JobStatus is not { } status || !JobStatus.IsTerminal(status) || (status == JobStatus.Succeeded ? UpdateWaves.Apply(row) : server.JobFinishedAt >= removed));

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
