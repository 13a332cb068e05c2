namespace MzPanel.Silo.Updates;

/// <summary>What the room of updates logs.</summary>
internal static partial class UpdatesLog
{
    [LoggerMessage(LogLevel.Warning, "{Path} does not say of which version the agent's programs are; no agent is updated to them")]
    public static partial void ReleaseUnreadable(this ILogger log, Exception e, string path);

    [LoggerMessage(LogLevel.Information, "Rollout {RolloutId} brings the agents of {WorkspaceId} to {Version}, as its policy says")]
    public static partial void UpdateBegun(this ILogger log, string rolloutId, string workspaceId, string version);

    [LoggerMessage(LogLevel.Warning, "The agents of {WorkspaceId} are to be updated by themselves, and no rollout could be made; it is tried again")]
    public static partial void UpdateNotBegun(this ILogger log, Exception e, string workspaceId);

    [LoggerMessage(LogLevel.Warning, "Agents that are to be updated by themselves could not be looked for; it is tried again")]
    public static partial void UpdatesNotLookedFor(this ILogger log, Exception e);
}
