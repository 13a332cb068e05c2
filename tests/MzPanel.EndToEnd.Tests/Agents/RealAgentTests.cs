using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Agents;

/// <summary>The real agent on the real silo: register, run, report.</summary>
public sealed class RealAgentTests : IAsyncLifetime
{
    private readonly TempDirectory data = new();
    private readonly TempDirectory root = new();
    private SiloProcess silo = null!;
    private Owner owner = null!;
    private AgentProcess agent = null!;
    private string serverId = "";

    public async ValueTask InitializeAsync()
    {
        silo = new SiloProcess(data.Path);
        agent = new AgentProcess(root.Path);
        await silo.StartAsync();
        owner = await Owner.SetUpAsync(silo);
        (serverId, var install) = await owner.ServerAsync();
        agent.AllowShell();
        var (exit, said) = await agent.RegisterAsync(silo.Address, install);
        Assert.True(exit == 0, said);
        agent.Run();
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        owner.Dispose();
        await silo.DisposeAsync();
        data.Dispose();
        root.Dispose();
    }

    [Fact]
    public async Task It_tells_what_the_server_is()
    {
        var job = await owner.EndedAsync(await owner.JobAsync(serverId, "system.info"));
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        Assert.True(job.GetProperty("result").GetProperty("cpus").GetInt32() > 0);
        await Until.Async(async () => (await owner.GetAsync($"/v1/servers/{serverId}")).TryGetProperty("metrics", out _));
        var disks = await owner.GetAsync($"/v1/servers/{serverId}/inventory/disks");
        Assert.NotEqual(0, disks.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task It_tells_what_cron_runs_and_what_the_firewall_and_the_databases_are()
    {
        Directory.CreateDirectory(root.Path + "/etc/cron.d");
        await File.WriteAllTextAsync(root.Path + "/etc/cron.d/mine", "@daily nobody /usr/bin/true\n");
        await owner.EndedAsync(await owner.JobAsync(serverId, "system.info"));
        var cron = await owner.GetAsync($"/v1/servers/{serverId}/inventory/cron");
        Assert.Contains(cron.GetProperty("data").EnumerateArray(), e => e.GetProperty("user").GetString() == "nobody" && e.GetProperty("schedule").GetString() == "@daily");
        Assert.Equal(JsonValueKind.Array, (await owner.GetAsync($"/v1/servers/{serverId}/inventory/firewall")).GetProperty("data").ValueKind);
        var databases = await owner.GetAsync($"/v1/servers/{serverId}/inventory/databases");
        Assert.Equal((0, 2), (databases.GetProperty("data").GetArrayLength(), databases.GetProperty("notes").GetArrayLength()));
    }

    [Fact]
    public async Task A_shell_command_streams_its_lines_and_its_exit_code_decides()
    {
        var jobId = await owner.JobAsync(serverId, "shell.run", new JsonObject { ["command"] = "echo out; echo err >&2; pwd; exit 3" });
        var job = await owner.EndedAsync(jobId);
        Assert.Equal(("failed", 3), (job.GetProperty("status").GetString(), job.GetProperty("exit_code").GetInt32()));
        await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{jobId}")).GetProperty("log").GetProperty("complete").GetBoolean());
        var text = await owner.Http.GetStringAsync($"/v1/jobs/{jobId}/logs.txt");
        Assert.Contains("out\n", text, StringComparison.Ordinal);
        Assert.Contains("err\n", text, StringComparison.Ordinal);
        Assert.Contains(root.Path, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_command_ends_as_cancelled()
    {
        var jobId = await owner.JobAsync(serverId, "shell.run", new JsonObject { ["command"] = "echo started; exec sleep 300" });
        await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{jobId}")).GetProperty("log").GetProperty("lines").GetInt64() == 1);
        await owner.PostAsync($"/v1/jobs/{jobId}/cancel", [], System.Net.HttpStatusCode.Accepted);
        Assert.Equal("cancelled", (await owner.EndedAsync(jobId)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_command_outlives_the_silo_and_the_agent_and_loses_no_line()
    {
        var jobId = await owner.JobAsync(serverId, "shell.run", new JsonObject
        {
            ["command"] = "for i in $(seq 1 40); do echo line $i; sleep 0.2; done; echo ran >> ledger",
        });
        await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{jobId}")).GetProperty("log").GetProperty("lines").GetInt64() > 3);
        await silo.KillAsync();
        await agent.KillAsync();
        await silo.StartAsync();
        agent.Run();
        Assert.Equal("succeeded", (await owner.EndedAsync(jobId)).GetProperty("status").GetString());
        await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{jobId}")).GetProperty("log").GetProperty("complete").GetBoolean());
        Assert.Equal(string.Concat(Enumerable.Range(1, 40).Select(i => $"line {i}\n")), await owner.Http.GetStringAsync($"/v1/jobs/{jobId}/logs.txt"));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Path.Combine(root.Path, "ledger")));
    }
}
