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
    [InlineData("run --root=/a --root /b")]
    [InlineData("run --root /a now")]
    [InlineData("run -- now")]
    [InlineData("link-free --in /a")]
    [InlineData("self-update --url https://panel.example.com/a --sha256 a1 --restart=yes")]
    [InlineData("self-update --url https://panel.example.com/a --sha256 a1")]
    [InlineData("x")]
    [InlineData("x dance")]
    public async Task Wrong_usage_ends_with_2_and_says_why(string line)
    {
        var agent = await AgentProcess.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (agent.ExitCode, agent.Stdout));
        Assert.StartsWith("mzagent: ", agent.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_what_people_may_use()
    {
        var agent = await AgentProcess.RunAsync("--help");

        Assert.Equal(0, agent.ExitCode);
        Assert.All(new[] { "register", "run", "engine", "version" }, verb => Assert.Contains(verb, agent.Stdout, StringComparison.Ordinal));
        Assert.DoesNotContain("job", agent.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_done_where_help_is_asked_for()
    {
        var agent = await AgentProcess.RunAsync("run", "--help", "--root", sandbox.Root.Path);

        Assert.Equal((0, ""), (agent.ExitCode, agent.Stderr));
        Assert.StartsWith("Usage: mzagent run", agent.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("register", "--url", "--insecure")]
    [InlineData("engine", "KIND", "--root")]
    [InlineData("x renew-certificates", "Renews", "--root")]
    public async Task Help_of_a_verb_names_what_may_follow_it(string verb, params string[] expected)
    {
        var agent = await AgentProcess.RunAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, agent.ExitCode);
        Assert.All(expected, text => Assert.Contains(text, agent.Stdout, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_may_stand_behind_an_equals_sign()
    {
        var agent = await AgentProcess.RunAsync("run", "--root=" + sandbox.Root.Path);

        Assert.Contains("mzagent register", agent.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_without_a_registration_fails_and_says_what_to_do()
    {
        var agent = await AgentProcess.RunAsync("run", "--root", sandbox.Root.Path);

        Assert.Equal(1, agent.ExitCode);
        Assert.Contains("mzagent register", agent.Stderr, StringComparison.Ordinal);
    }

    public void Dispose() => sandbox.Dispose();
}
