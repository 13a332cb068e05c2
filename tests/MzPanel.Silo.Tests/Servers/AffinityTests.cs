using MzPanel.Silo.Tests.Agents;
using MzPanel.Silo.Tests.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Servers;

/// <summary>A server's grain stands beside its socket, and the agent never notices where it is or that it went.</summary>
public sealed class AffinityTests : IAsyncLifetime
{
    // Nothing is heard of the agents but what a test sends.
    private const string Silent = "--Agents:HeartbeatSeconds=300";
    private static readonly object Full = new { hostname = "foreign", journal_id = "j", features = new[] { "journal", "log_ack" }, jobs = Array.Empty<object>() };
    private Nodes nodes = null!;
    private string server = "";
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        nodes = await Nodes.StartAsync(2, Silent);
        (server, token) = await nodes[0].ServerAsync();
    }

    public ValueTask DisposeAsync() => nodes.DisposeAsync();

    [Fact]
    public async Task The_grains_of_a_server_and_of_its_started_jobs_go_where_the_socket_is()
    {
        var job = await nodes.JobAsync(0, server);
        Assert.Equal((0, 0), (await nodes.HomeAsync(nodes.Server(server)), await nodes.HomeAsync(nodes.Job(job))));
        using var agent = await ConnectAsync(1);
        await agent.NextAsync("cmd");
        await Until.Async(async () => await nodes.HomeAsync(nodes.Server(server)) == 1);
        await Until.Async(async () => await nodes.HomeAsync(nodes.Job(job)) == 1);
    }

    [Fact]
    public async Task What_no_record_holds_moves_along()
    {
        using var first = await ConnectAsync(0);
        await first.SendAsync("heartbeat", new { uptime_s = 1, cpu_pct = 42.5 });
        await Until.Async(async () => await CpuAsync() == 42.5);
        using var second = await ConnectAsync(1);
        await Until.Async(async () => await nodes.HomeAsync(nodes.Server(server)) == 1);
        Assert.Equal(42.5, await CpuAsync());
        // The grain moves at each of them, and still counts: the seventh within a minute is one too many.
        for (var i = 2; i < 6; i++)
            (await ConnectAsync(i % 2)).Dispose();
        using var seventh = await nodes[0].DialAsync(token);
        await seventh.SendAsync("hello", Full);
        Assert.Equal(4429, (await seventh.NextAsync("close")).CloseCode);
    }

    [Fact]
    public async Task Grains_that_end_under_a_running_job_are_back_before_the_agent_notices()
    {
        using var agent = await ConnectAsync(1);
        var job = await nodes.JobAsync(1, server);
        var command = await agent.NextAsync("cmd");
        await agent.SendAsync("cmd_ack", new { accepted = true }, command.Id);
        for (var line = 1; line <= 8; line++)
        {
            await Nodes.DeactivateAsync(line % 2 == 0 ? nodes.Server(server) : nodes.Job(job));
            await agent.SendAsync("log", Frames.Log(job, line, $"line {line}"), command.Id);
            var acked = await agent.NextAsync("log_ack", command.Id!);
            Assert.Equal(line, acked.Payload.GetProperty("acked_seq").GetInt32());
        }
        await Nodes.DeactivateAsync(nodes.Server(server));
        var done = await agent.SendAsync("job_done", Frames.Done(job, 8), command.Id);
        Assert.Equal(done, (await agent.NextAsync("ack", done)).Ref);
        Assert.Equal("succeeded", await nodes.StatusAsync(0, job));
        Assert.Equal(string.Concat(Enumerable.Range(1, 8).Select(i => $"line {i}\n")), (await nodes[0].AskAsync("GET", $"/v1/jobs/{job}/logs.txt")).Text);
    }

    [Fact]
    public async Task A_grain_that_wakes_up_away_from_its_socket_finds_it_and_goes_there()
    {
        using var agent = await ConnectAsync(1);
        for (var round = 0; round < 3; round++)
        {
            await Nodes.DeactivateAsync(nodes.Server(server));
            var job = await nodes.JobAsync(0, server);
            var command = await agent.NextAsync("cmd");
            Assert.Equal(job, command.Payload.GetProperty("job_id").GetString());
            var done = await agent.SendAsync("job_done", Frames.Done(job, 0), command.Id);
            Assert.Equal(done, (await agent.NextAsync("ack", done)).Ref);
            await Until.Async(async () => await nodes.HomeAsync(nodes.Server(server)) == 1);
        }
    }

    private async Task<RawAgent> ConnectAsync(int silo)
    {
        var agent = await nodes[silo].DialAsync(token);
        await agent.SendAsync("hello", Full);
        Assert.Equal("welcome", (await agent.NextAsync()).Type);
        return agent;
    }

    private async Task<double?> CpuAsync()
    {
        var points = (await nodes[0].AskAsync("GET", $"/v1/servers/{server}/metrics?step_s=60")).Json.GetProperty("points");
        return points.GetArrayLength() == 0 ? null : points[0].GetProperty("cpu_pct").GetProperty("avg").GetDouble();
    }
}
