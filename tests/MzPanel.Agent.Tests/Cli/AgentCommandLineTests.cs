using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Cli;

public sealed class AgentCommandLineTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    [Fact]
    public async Task Version_says_which_version_it_is()
    {
        var agent = await AgentProcess.RunAsync("version");

        Assert.Equal((0, $"mzagent {AgentVersion.Text}\n"), (agent.ExitCode, agent.Stdout));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dance")]
    [InlineData("register")]
    [InlineData("register --url https://panel.example.com --colour red")]
    [InlineData("register --url panel.example.com --token t")]
    [InlineData("engine")]
    [InlineData("engine sausages")]
    [InlineData("engine shell.run")]
    [InlineData("engine service.status")]
    [InlineData("run --root")]
    public async Task Wrong_usage_ends_with_2_and_says_why(string line)
    {
        var agent = await AgentProcess.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (agent.ExitCode, agent.Stdout));
        Assert.StartsWith("mzagent: ", agent.Stderr, StringComparison.Ordinal);
    }

    public void Dispose() => sandbox.Dispose();
}
