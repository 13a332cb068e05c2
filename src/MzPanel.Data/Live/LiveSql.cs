using MzPanel.Data.Rollouts;

namespace MzPanel.Data.Live;

/// <summary>The live change of an operation, as one more statement of it: what is acknowledged is told.</summary>
internal static class LiveSql
{
    private const string Insert = "INSERT INTO live_changes (workspace_id, at, kind, subject_id) ";

    /// <summary>Tells of a change, only if a row of the condition exists.</summary>
    /// <param name="kind">One of <see cref="LiveKind"/>.</param>
    /// <param name="workspaceId">Whose.</param>
    /// <param name="subjectId">What changed.</param>
    /// <param name="at">When, unix ms.</param>
    /// <param name="whereExistsSql">Constant text.</param>
    /// <param name="parameters">Its parameters; names do not begin with <c>live_</c>.</param>
    public static Statement Changed(
        string kind, string workspaceId, string subjectId, long at, string whereExistsSql, params (string Name, object? Value)[] parameters) => new(
        Insert + $"SELECT @live_workspace, @live_at, @live_kind, @live_subject WHERE EXISTS ({whereExistsSql})",
        [("live_workspace", workspaceId), ("live_at", at), ("live_kind", kind), ("live_subject", subjectId), .. parameters]);

    /// <summary>Tells of each job of <paramref name="fromSql"/>, which selects from a table <c>r</c> whose <c>id</c> is the job's.</summary>
    public static Statement ChangedJobs(string workspaceId, long at, string fromSql, params (string Name, object? Value)[] parameters) => new(
        Insert + $"SELECT @live_workspace, @live_at, '{LiveKind.Job}', r.id " + fromSql,
        [("live_workspace", workspaceId), ("live_at", at), .. parameters]);

    /// <summary>Tells of a rollout, only where it has this stamp by now.</summary>
    public static Statement ChangedRollout(RolloutRow rollout, long at, string stamp) => Changed(
        LiveKind.Rollout, rollout.WorkspaceId, rollout.Id, at, "SELECT 1 FROM rollouts w WHERE w.id = @id AND w.stamp = @stamp", ("id", rollout.Id), ("stamp", stamp));
}
