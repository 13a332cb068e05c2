using System.Text.Json;
using MzPanel.Data.Rollouts;
using MzPanel.Protocol.Commands;

namespace MzPanel.Silo.Rollouts;

/// <summary>How a rollout that updates agents differs: it goes in waves, and a server has succeeded when its agent is back with the new version.</summary>
internal static class UpdateWaves
{
    private const int Tenth = 10;
    private const int Half = 2;

    // On top of what the agent has for being welcomed: its guard ends it then, and the one before comes back.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Whether a rollout is such a one.</summary>
    public static bool Apply(RolloutRow row) => row.Kind == AgentUpdate.Kind.Name;

    /// <summary>How many more servers may begin: one alone, then a tenth of them, then half, then all, each when the ones before are done.</summary>
    public static int Room(RolloutRow row)
    {
        var (done, all) = (row.Succeeded + row.Failed, row.Pending + row.Running + row.Succeeded + row.Failed);
        var wave = new[] { 1, Part(all, Tenth), Part(all, Half) }.FirstOrDefault(size => size > done, all);
        return wave - done - row.Running;
    }

    /// <summary>What became of a server whose job ended well; <see langword="null"/> while its agent may still come back.</summary>
    public static string? End(RolloutRow row, RunningServer server, long now)
    {
        using var args = JsonDocument.Parse(row.Args);
        if (args.RootElement.TryGetProperty("dry_run", out _) || server.AgentVersion == args.RootElement.GetProperty("version").GetString())
            return RolloutServerState.Succeeded;
        var wait = args.RootElement.TryGetProperty("welcome_s", out var given) ? given.GetInt32() : AgentUpdate.UsualWelcomeS;
        return now - (server.JobFinishedAt ?? now) >= (wait * 1000L) + (long)Margin.TotalMilliseconds ? RolloutServerState.Failed : null;
    }

    private static int Part(int all, int of) => (all + of - 1) / of;
}
