using System.Net;
using MzPanel.Silo.Tests.Agents;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Hosting;

public sealed class TwoNodesTests
{
    [Fact]
    public async Task An_agent_on_one_node_runs_the_job_that_was_asked_for_on_the_other()
    {
        await using var records = await TestRecords.PostgresAsync();
        var cluster = Guid.NewGuid().ToString("N");
        await using var here = await NodeAsync(records, cluster);
        await using var there = await NodeAsync(records, cluster);
        await here.SetUpAsync();
        there.SignInAs(here);
        var (server, token) = await here.ServerAsync();
        var (agent, _) = await there.ConnectAsync(token);
        using (agent)
        {
            var asked = await here.AskAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "system.info", args = new { } });
            Assert.Equal(HttpStatusCode.Accepted, asked.Status);
            var job = asked.Json.GetProperty("job").GetProperty("id").GetString()!;
            var command = await agent.NextAsync("cmd");
            Assert.Equal(job, command.Payload.GetProperty("job_id").GetString());
            await agent.SendAsync("cmd_ack", new { accepted = true }, command.Id);
            await agent.SendAsync("log", Frames.Log(job, 1, "from there"), command.Id);
            await agent.NextAsync("log_ack");
            var done = await agent.SendAsync("job_done", Frames.Done(job, 1), command.Id);
            Assert.Equal(done, (await agent.NextAsync("ack", done)).Ref);
            foreach (var node in (WholeSilo[])[here, there])
            {
                Assert.Equal("succeeded", (await node.AskAsync("GET", $"/v1/jobs/{job}")).Json.GetProperty("status").GetString());
                Assert.Equal("from there\n", (await node.AskAsync("GET", $"/v1/jobs/{job}/logs.txt")).Text);
            }
            Assert.Equal("online", (await here.AskAsync("GET", $"/v1/servers/{server}")).Json.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_server_deleted_on_one_node_is_cut_off_from_the_other()
    {
        await using var records = await TestRecords.PostgresAsync();
        var cluster = Guid.NewGuid().ToString("N");
        await using var here = await NodeAsync(records, cluster);
        await using var there = await NodeAsync(records, cluster);
        await here.SetUpAsync();
        var (server, token) = await here.ServerAsync();
        var (agent, _) = await there.ConnectAsync(token);
        using (agent)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await here.AskAsync("DELETE", $"/v1/servers/{server}")).Status);
            Assert.Equal(4401, (await agent.NextAsync("close")).CloseCode);
        }
    }

    private static Task<WholeSilo> NodeAsync(TestRecords records, string cluster) => WholeSilo.StartAsync(
        $"--Storage:Postgres={records.Options.Postgres}", $"--Keys:MasterKeyFile={records.Options.DataDirectory}/master.key", $"--Cluster:ClusterId={cluster}");
}
