using System.Text.Json;
using MzPanel.Data.Events;
using MzPanel.Data.Jobs;
using MzPanel.Data.Live;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Servers;
using MzPanel.Silo.Events;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Rollouts;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Live;

/// <summary>
/// Shows changes as their subjects are now: who changed twice is shown once, behind the second. A viewer that comes back sees
/// where things stand, not each step on the way.
/// </summary>
internal sealed class LiveRender(JobRecords jobs, ServerRecords servers, EventRecords events, RolloutRecords rollouts, RolloutServers asked)
{
    private static readonly ServerJobsView Idle = new(0, 0);

    public async Task<IReadOnlyList<LiveItem>> OfAsync(string workspaceId, IReadOnlyList<LiveChange> changes)
    {
        var latest = changes.GroupBy(change => change.SubjectId).ToDictionary(group => group.Key, group => group.Last());
        IEnumerable<LiveItem> found =
            [.. await JobsAsync(workspaceId, latest), .. await ServersAsync(workspaceId, latest), .. await EventsAsync(workspaceId, latest), .. await RolloutsAsync(workspaceId, latest)];
        var shown = found.ToDictionary(item => item.Seq);
        return [.. changes.Select(change => shown.GetValueOrDefault(change.Seq) ?? new LiveItem { Seq = change.Seq, Kind = change.Kind })];
    }

    private async Task<IEnumerable<LiveItem>> JobsAsync(string workspaceId, Dictionary<string, LiveChange> latest)
    {
        var ids = Ids(latest, LiveKind.Job);
        return from job in ids.Length == 0 ? [] : await jobs.FindAsync(workspaceId, ids)
               select Item(latest[job.Id], JobView.Of(job)) with { ServerId = job.ServerId, SiteId = job.SiteId };
    }

    private async Task<IEnumerable<LiveItem>> ServersAsync(string workspaceId, Dictionary<string, LiveChange> latest)
    {
        var ids = Ids(latest, LiveKind.Server);
        if (ids.Length == 0)
            return [];
        var (rows, counts) = (await servers.FindAsync(workspaceId, ids), await jobs.CountsAsync(ids));
        return from server in rows
               let count = counts.TryGetValue(server.Id, out var found) ? new ServerJobsView(found.Queued, found.Running) : Idle
               select Item(latest[server.Id], ServerView.Of(server, count)) with { ServerId = server.Id, Removes = server.DeletedAt is not null };
    }

    private async Task<IEnumerable<LiveItem>> EventsAsync(string workspaceId, Dictionary<string, LiveChange> latest)
    {
        var ids = Ids(latest, LiveKind.Event);
        return from row in ids.Length == 0 ? [] : await events.FindAsync(workspaceId, ids)
               select Item(latest[row.Id], EventView.Of(row)) with { ServerId = row.ServerId };
    }

    private async Task<IEnumerable<LiveItem>> RolloutsAsync(string workspaceId, Dictionary<string, LiveChange> latest)
    {
        var ids = Ids(latest, LiveKind.Rollout);
        var shown = new List<LiveItem>();
        foreach (var rollout in ids.Length == 0 ? [] : await rollouts.FindAsync(workspaceId, ids))
            shown.Add(Item(latest[rollout.Id], RolloutView.Of(rollout)) with { Servers = await asked.OfAsync(rollout.Id) });
        return shown;
    }

    private static string[] Ids(Dictionary<string, LiveChange> latest, string kind) =>
        [.. latest.Values.Where(change => change.Kind == kind).Select(change => change.SubjectId)];

    private static LiveItem Item<T>(LiveChange change, T view) =>
        new() { Seq = change.Seq, Kind = change.Kind, Data = JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Options) };
}
