using MzPanel.Silo.Hosting;
using MzPanel.Silo.Tests.Agents;
using MzPanel.Silo.Tests.Hosting;
using MzPanel.Silo.Tests.Logs;

namespace MzPanel.Silo.Tests.Live;

/// <summary>The agent is on one silo, who watches is on the other, and the stream between them keeps no promise.</summary>
public sealed class LiveNodesTests
{
    private const int Lines = 120;
    private const int PerBatch = 3;

    [Theory]
    [InlineData(Trouble.None)]
    [InlineData(Trouble.AllLost)]
    [InlineData(Trouble.SomeLost)]
    [InlineData(Trouble.Doubled)]
    [InlineData(Trouble.Late)]
    public async Task Who_watches_elsewhere_sees_the_same_lines_and_the_same_end_whatever_the_stream_does(Trouble trouble)
    {
        var streams = new TroubledStreams(trouble);
        await using var nodes = await Nodes.StartAsync(2, new SiloVariation { IsQuiet = true, Silo = silo => silo.AddOutgoingGrainCallFilter(streams) });
        var (server, token) = await nodes[1].ServerAsync();
        var (agent, _) = await nodes[1].ConnectAsync(token);
        using (agent)
        {
            await using var live = await nodes[0].ViewAsync("/v1/live");
            await live.NextAsync();
            var job = await nodes.JobAsync(0, server);
            await using var tail = await nodes[0].ViewAsync($"/v1/jobs/{job}/logs/stream");
            var command = await agent.NextAsync("cmd");
            await agent.SendAsync("cmd_ack", new { accepted = true }, command.Id);
            for (var n = 1; n <= Lines; n += PerBatch)
            {
                await agent.SendAsync("log", Frames.Log(job, n, [.. Enumerable.Range(n, PerBatch).Select(i => $"l{i}")]), command.Id);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
            await agent.SendAsync("job_done", Frames.Done(job, Lines), command.Id);

            Assert.Equal(string.Join(' ', Enumerable.Range(1, Lines).Select(i => $"{i}:l{i}")), await tail.RowsUntilAsync(e => e.Name == "end"));
            var told = await UntilAsync(live, e => e.Name == "job" && e.Text("status") == "succeeded");
            Assert.Equal(told.Select(e => e.Id).Order().Distinct(), told.Select(e => e.Id));
            Assert.All(told, e => Assert.Equal(job, e.Text("id")));
            Assert.True(streams.Messages > 0);
        }
    }

    [Fact]
    public async Task Metrics_of_an_agent_on_one_silo_are_seen_on_the_other()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var (server, token) = await nodes[1].ServerAsync();
        await using var live = await nodes[0].ViewAsync("/v1/live");
        await live.NextAsync();
        var (agent, _) = await nodes[1].ConnectAsync(token);
        using (agent)
        {
            await agent.SendAsync("heartbeat", new { uptime_s = 7, cpu_pct = 42.5 });
            while (await live.NextAsync() is { } seen)
                if (seen is { Name: "server", Id: null })
                {
                    Assert.Equal((server, 42.5), (seen.Text("id"), seen.Data.GetProperty("metrics").GetProperty("cpu_pct").GetDouble()));
                    return;
                }
            Assert.Fail("The stream ended.");
        }
    }

    [Fact]
    public async Task A_place_given_out_by_one_silo_is_gone_on_from_on_another()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var (server, _) = await nodes[0].ServerAsync();
        long place;
        await using (var live = await nodes[0].ViewAsync("/v1/live"))
            place = (await live.NextAsync())!.Id!.Value;
        var jobs = new[] { await nodes.JobAsync(0, server), await nodes.JobAsync(1, server), await nodes.JobAsync(0, server) };

        await using var elsewhere = await nodes[1].ViewAsync("/v1/live", $"{place}");

        await elsewhere.NextAsync();
        var told = await UntilAsync(elsewhere, e => e.Name == "job" && e.Text("id") == jobs[^1]);
        Assert.Equal(jobs, told.Select(e => e.Text("id")!));
        Assert.Equal([place + 1, place + 2, place + 3], told.Select(e => e.Id!.Value));
    }

    [Fact]
    public async Task A_sign_out_on_one_silo_ends_what_is_watched_on_another()
    {
        await using var nodes = await Nodes.StartAsync(2);
        await using var live = await nodes[1].ViewAsync("/v1/live");
        Assert.NotNull(await live.NextAsync());

        await nodes[0].AskAsync("POST", "/v1/account/sign-out", new { });

        while (await live.NextAsync() is { } seen)
            Assert.Equal("comment", seen.Name);
    }

    private static async Task<List<SeenEvent>> UntilAsync(Viewer viewer, Func<SeenEvent, bool> isLast)
    {
        var jobs = new List<SeenEvent>();
        while (await viewer.NextAsync() is { } seen)
        {
            if (seen.Name == "job")
                jobs.Add(seen);
            if (isLast(seen))
                return jobs;
        }
        throw new InvalidOperationException("The stream ended early.");
    }
}
