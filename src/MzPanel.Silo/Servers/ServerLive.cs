using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Servers;

/// <summary>What servers do now: a list asks only the rows that are online, none for longer than 300 ms (house.md, "Reads never go this way").</summary>
internal sealed class ServerLive(IGrainFactory grains, JobRecords jobs, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly ServerJobsView Idle = new(0, 0);

    public async Task<ServerView> ViewAsync(ServerRow server) => (await ViewAsync([server]))[0];

    public async Task<IReadOnlyList<ServerView>> ViewAsync(IReadOnlyList<ServerRow> servers)
    {
        var live = Task.WhenAll(servers.Select(LiveAsync));
        var counts = await jobs.CountsAsync([.. servers.Select(server => server.Id)]);
        return [.. servers.Zip(await live, (server, now) => ServerView.Of(server, Jobs(server), now))];

        ServerJobsView Jobs(ServerRow server) => counts.TryGetValue(server.Id, out var count) ? new(count.Queued, count.Running) : Idle;
    }

    private async Task<LiveServer?> LiveAsync(ServerRow server)
    {
        if (server.Status != ServerStatus.Online)
            return null;
        try
        {
            return await grains.GetGrain<IServerGrain>(server.Id).Live().WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return null;
        }
    }
}
