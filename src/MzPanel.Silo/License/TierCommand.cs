using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Data.License;
using MzPanel.Silo.Hosting;

namespace MzPanel.Silo.License;

/// <summary><c>tier</c>: puts a workspace on another tier; the silos that run bring its agents their new licence and token.</summary>
internal static class TierCommand
{
    /// <exception cref="StartException">The workspace stays as it is, and why.</exception>
    public static Task<int> RunAsync(string workspaceId, string tier, string[] args) =>
        BesideSilo.RunAsync(args, (records, settings) => ChangeAsync(workspaceId, tier, new TierRecords(records), settings));

    private static async Task<string> ChangeAsync(string workspaceId, string tier, TierRecords records, IConfiguration settings)
    {
        var known = TiersOptions.Of(settings.GetSection(TiersOptions.Section)).ByName.Keys;
        if (!known.Contains(tier))
            throw new StartException($"there is no tier '{tier}'; the settings have {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        var before = await records.OfWorkspaceAsync(workspaceId) ?? throw new StartException($"there is no open workspace {workspaceId}");
        var audit = new AuditEntry
        {
            WorkspaceId = workspaceId,
            Actor = AuditActor.System,
            Action = "workspace.tier",
            Subject = ("workspace", workspaceId),
            Details = JsonSerializer.Serialize(new { from = before, to = tier }),
        };
        return await records.ChangeAsync(workspaceId, tier, audit, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()) is { } servers
            ? $"{workspaceId} is on {tier} now, not on {before}; {servers} servers get another licence and token"
            : $"{workspaceId} is on {tier} already";
    }
}
