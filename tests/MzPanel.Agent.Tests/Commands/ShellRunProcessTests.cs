using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Commands;

/// <summary>shell.run with a real shell.</summary>
public sealed class ShellRunProcessTests : IDisposable
{
    private readonly Sandbox sandbox = new();
    private readonly MemoryLog log = new();
    private readonly StopRequest stop = new(TimeProvider.System);

    public ShellRunProcessTests() => sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true}""");

    [Fact]
    public async Task Runs_in_the_root_directory_with_the_environment_it_is_given_and_ends_with_the_code_of_the_shell()
    {
        var result = await RunAsync("""{"command":"pwd; echo \"$A\"; echo bad >&2; exit 7","env":{"A":"two words"}}""");

        Assert.Equal(7, result.ExitCode);
        Assert.Equal($"{sandbox.Root.Path}\ntwo words\n", Text("stdout"));
        Assert.Equal("bad\n", Text("stderr"));
    }

    [Fact]
    public async Task Ends_with_128_and_the_number_of_the_signal_that_killed_it() =>
        Assert.Equal(128 + 9, (await RunAsync("""{"command":"kill -9 $$"}""")).ExitCode);

    [Fact]
    public async Task Knows_nothing_of_the_agents_own_environment()
    {
        await RunAsync("""{"command":"env"}""");

        Assert.DoesNotContain("DOTNET", Text("stdout"), StringComparison.Ordinal);
    }

    /// <summary>Only root may become somebody else: without that right the command must fail, never run as the agent's own user.</summary>
    [Fact]
    public async Task Runs_as_another_user_with_the_groups_of_that_user_alone()
    {
        File.SetUnixFileMode(sandbox.Root.Path, (UnixFileMode)0b111_101_101);

        var result = await RunAsync("""{"command":"id -un; id -Gn; echo $HOME","user":"nobody"}""");

        if (Environment.IsPrivilegedProcess)
            Assert.Equal("nobody\nnogroup\n/nonexistent\n", Text("stdout"));
        else
            Assert.Equal((false, ""), (result.ExitCode == 0, Text("stdout")));
    }

    [Fact]
    public async Task A_user_that_does_not_exist_runs_nothing()
    {
        await Assert.ThrowsAsync<UnknownUserException>(() => RunAsync("""{"command":"touch ran","user":"nosuch"}"""));

        Assert.False(File.Exists(sandbox.Root.Resolve("/ran")));
    }

    public void Dispose()
    {
        stop.Dispose();
        sandbox.Dispose();
    }

    private string Text(string stream) => string.Concat(log.Lines.Where(l => l.Stream == stream).Select(l => l.Text));

    private async Task<CommandResult> RunAsync(string args)
    {
        using var json = JsonDocument.Parse(args);
        var context = new CommandContext(json.RootElement, sandbox.Root, LocalPolicy.Read(sandbox.Root), log, new Programs(stop));
        return await new ShellRunCommand().RunAsync(context, TestContext.Current.CancellationToken);
    }
}
