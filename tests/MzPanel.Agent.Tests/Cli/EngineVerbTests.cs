using System.Text.Json;

namespace MzPanel.Agent.Tests.Cli;

public sealed class EngineVerbTests
{
    [Theory]
    [InlineData("services")]
    [InlineData("service.list")]
    public async Task Prints_the_services_of_this_server_or_says_that_it_cannot(string kind)
    {
        var agent = await AgentProcess.RunAsync("engine", kind);

        if (agent.ExitCode == 0)
            Assert.All(Json(agent).EnumerateArray(), s => Assert.NotEmpty(s.GetProperty("state").GetString()!));
        else
            Assert.Contains("unsupported", agent.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("packages")]
    [InlineData("package.list")]
    public async Task Prints_the_packages_of_this_server(string kind) =>
        Assert.Contains(Json(await AgentProcess.RunAsync("engine", kind)).EnumerateArray(), p => p.GetProperty("name").GetString() == "dpkg");

    [Theory]
    [InlineData("databases", "databases")]
    [InlineData("database.list", "databases")]
    [InlineData("cron", "entries")]
    public async Task Prints_what_else_is_on_this_server_and_what_is_missing_in_it(string kind, string rows)
    {
        var json = Json(await AgentProcess.RunAsync("engine", kind));
        Assert.Equal(JsonValueKind.Array, json.GetProperty(rows).ValueKind);
        Assert.All(json.GetProperty("notes").EnumerateArray(), note => Assert.NotEmpty(note.GetString()!));
    }

    [Fact]
    public async Task Prints_the_disks_of_this_server() =>
        Assert.All(Json(await AgentProcess.RunAsync("engine", "disks")).EnumerateArray(),
            d => Assert.InRange(d.GetProperty("used").GetInt64(), 0, d.GetProperty("total").GetInt64()));

    [Fact]
    public async Task Prints_what_the_server_is() =>
        Assert.True(Json(await AgentProcess.RunAsync("engine", "system.info")).GetProperty("mem_total").GetInt64() > 0);

    private static JsonElement Json(AgentProcess agent)
    {
        Assert.Equal(0, agent.ExitCode);
        return JsonElement.Parse(agent.Stdout);
    }
}
