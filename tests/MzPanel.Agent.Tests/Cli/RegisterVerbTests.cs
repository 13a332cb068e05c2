using MzPanel.Agent.Tests.Enrollment;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Cli;

public sealed class RegisterVerbTests : IAsyncLifetime
{
    private readonly Sandbox sandbox = new();
    private FakeControlPlane fake = null!;

    [Fact]
    public async Task Takes_the_token_from_the_option_the_environment_or_standard_input_in_this_order()
    {
        var environment = new Dictionary<string, string> { ["MZ_INSTALL_TOKEN"] = "from environment" };

        Assert.Equal(0, (await AgentProcess.RunAsync("from input\n", environment, [.. Line(), "--token", "from option"])).ExitCode);
        Assert.Equal(0, (await AgentProcess.RunAsync("from input\n", environment, Line())).ExitCode);
        Assert.Equal(0, (await AgentProcess.RunAsync("from input\n", [], Line())).ExitCode);

        Assert.Equal(["from option", "from environment", "from input"], fake.Requests.Select(r => r.InstallToken!));
    }

    [Fact]
    public async Task Says_which_server_this_is_and_never_the_token_of_the_agent()
    {
        var agent = await AgentProcess.RunAsync([.. Line(), "--token", "t"]);

        Assert.Equal("Registered as srv_1.\n", agent.Stdout);
        Assert.DoesNotContain("mzp_agt_", agent.Stdout + agent.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_it_is_wrong_usage() => Assert.Equal(2, (await AgentProcess.RunAsync(Line())).ExitCode);

    [Fact]
    public async Task Http_off_loopback_ends_with_3_before_anything_is_sent() =>
        Assert.Equal(3, (await AgentProcess.RunAsync("register", "--url", "http://panel.invalid", "--token", "t", "--root", sandbox.Root.Path)).ExitCode);

    [Fact]
    public async Task A_wrong_pin_ends_with_3() =>
        Assert.Equal(3, (await AgentProcess.RunAsync([.. Line(), "--token", "t", "--pin", "wrong"])).ExitCode);

    [Fact]
    public async Task A_token_that_is_refused_ends_with_3_and_the_reason()
    {
        fake.Misbehave = async (_, context) =>
        {
            await FakeControlPlane.RefuseAsync(context, 401, "install_token_invalid");
            return true;
        };

        var agent = await AgentProcess.RunAsync([.. Line(), "--token", "t"]);

        Assert.Equal(3, agent.ExitCode);
        Assert.Contains("install_token_invalid", agent.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_fails_with_1()
    {
        var file = sandbox.Put("/a-file", "");

        var agent = await AgentProcess.RunAsync("register", "--url", fake.Url, "--token", "t", "--root", file);

        Assert.Equal(1, agent.ExitCode);
        Assert.Empty(fake.Requests);
    }

    public async ValueTask InitializeAsync() => fake = await FakeControlPlane.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await fake.DisposeAsync();
        sandbox.Dispose();
    }

    private string[] Line() => ["register", "--url", fake.Url, "--root", sandbox.Root.Path];
}
