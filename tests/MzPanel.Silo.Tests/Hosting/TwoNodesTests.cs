using System.Net;
using MzPanel.Silo.Tests.Agents;

namespace MzPanel.Silo.Tests.Hosting;

public sealed class TwoNodesTests
{
    [Fact]
    public async Task An_agent_on_one_node_runs_the_job_that_was_asked_for_on_the_other()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var (server, token) = await nodes[0].ServerAsync();
        var (agent, _) = await nodes[1].ConnectAsync(token);
        using (agent)
        {
            var job = await nodes.JobAsync(0, server);
            var command = await agent.NextAsync("cmd");
            Assert.Equal(job, command.Payload.GetProperty("job_id").GetString());
            await agent.SendAsync("cmd_ack", new { accepted = true }, command.Id);
            await agent.SendAsync("log", Frames.Log(job, 1, "from there"), command.Id);
            await agent.NextAsync("log_ack");
            var done = await agent.SendAsync("job_done", Frames.Done(job, 1), command.Id);
            Assert.Equal(done, (await agent.NextAsync("ack", done)).Ref);
            foreach (var node in (int[])[0, 1])
            {
                Assert.Equal("succeeded", await nodes.StatusAsync(node, job));
                Assert.Equal("from there\n", (await nodes[node].AskAsync("GET", $"/v1/jobs/{job}/logs.txt")).Text);
            }
            Assert.Equal("online", (await nodes[0].AskAsync("GET", $"/v1/servers/{server}")).Json.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_server_deleted_on_one_node_is_cut_off_from_the_other()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var (server, token) = await nodes[0].ServerAsync();
        var (agent, _) = await nodes[1].ConnectAsync(token);
        using (agent)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await nodes[0].AskAsync("DELETE", $"/v1/servers/{server}")).Status);
            Assert.Equal(4401, (await agent.NextAsync("close")).CloseCode);
        }
    }
}
