using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Agents;

/// <summary>Agents written from the contract page alone run a job end to end.</summary>
public sealed class ForeignAgentTests : IAsyncLifetime
{
    private static readonly string[] Lines = ["first", "zweite, mit Umlaut ü", "", "last"];
    private readonly TempDirectory directory = new();
    private SiloProcess silo = null!;
    private Owner owner = null!;

    public async ValueTask InitializeAsync()
    {
        silo = new SiloProcess(directory.Path);
        await silo.StartAsync();
        owner = await Owner.SetUpAsync(silo);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await silo.DisposeAsync();
        directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_foreign_agent_runs_a_job_end_to_end(bool full)
    {
        var (serverId, install) = await owner.ServerAsync();
        await using var agent = new ForeignAgent(silo.Address, await owner.RegisterAsync(install), full, Lines);
        var jobId = await owner.JobAsync(serverId, "system.info");
        agent.Start();
        var job = await owner.EndedAsync(jobId);
        Assert.Equal("succeeded", job.GetProperty("status").GetString());
        Assert.Equal("done", job.GetProperty("result").GetProperty("says").GetString());
        await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{jobId}")).GetProperty("log").GetProperty("complete").GetBoolean());
        Assert.Equal(string.Concat(Lines.Select(l => l + "\n")), await owner.Http.GetStringAsync($"/v1/jobs/{jobId}/logs.txt"));
        Assert.Equal((jobId, 1), Assert.Single(agent.Ledger));
        var server = await owner.GetAsync($"/v1/servers/{serverId}");
        Assert.Equal("online", server.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_viewer_sees_every_line_and_the_end()
    {
        var (serverId, install) = await owner.ServerAsync();
        await using var agent = new ForeignAgent(silo.Address, await owner.RegisterAsync(install), full: true, Lines);
        var jobId = await owner.JobAsync(serverId, "system.info");
        var watching = owner.Http.GetStringAsync($"/v1/jobs/{jobId}/logs/stream");
        agent.Start();
        var text = await watching.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.All(Lines, line => Assert.Contains(System.Text.Json.JsonSerializer.Serialize(line).Trim('"')[..Math.Min(5, line.Length)], text, StringComparison.Ordinal));
        Assert.Contains("event: end", text, StringComparison.Ordinal);
    }
}
