using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Tests.Commands;

public sealed class ShellRunCommandTests : IDisposable
{
    private readonly KindRun kind = new();

    public ShellRunCommandTests() => kind.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true}""");

    [Fact]
    public async Task Runs_the_command_line_with_the_shell_in_the_root_directory()
    {
        kind.Programs.Answer("/bin/sh -c", "hello\n", exitCode: 7);

        var result = await kind.RunAsync(new ShellRunCommand(), """{"command":"echo \"$A\"; exit 7","user":"www-data","env":{"A":"hello"}}""");

        var call = Assert.Single(kind.Programs.Calls);
        Assert.Equal((7, null), (result.ExitCode, result.Result));
        Assert.Equal(["-c", "echo \"$A\"; exit 7"], call.Arguments);
        Assert.Equal(("/bin/sh", "www-data", "hello"), (call.Program, call.User, call.Environment!["A"]));
        Assert.Equal(kind.Sandbox.Root.Path, Path.TrimEndingDirectorySeparator(call.WorkingDirectory!));
    }

    [Fact]
    public async Task The_working_directory_stays_beneath_the_root()
    {
        Directory.CreateDirectory(kind.Sandbox.Root.Resolve("/srv/www"));

        await kind.RunAsync(new ShellRunCommand(), """{"command":"pwd","cwd":"/../../srv/www"}""");

        Assert.Equal(kind.Sandbox.Root.Resolve("/srv/www"), Assert.Single(kind.Programs.Calls).WorkingDirectory);
    }

    [Fact]
    public async Task A_working_directory_that_does_not_exist_is_a_bad_argument()
    {
        var result = await kind.RunAsync(new ShellRunCommand(), """{"command":"pwd","cwd":"/nowhere"}""");

        Assert.Equal("bad_args", result.Error?.Code);
        Assert.Empty(kind.Programs.Calls);
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_do_without_secrets_and_does_nothing()
    {
        var result = await kind.RunAsync(new ShellRunCommand(), """{"command":"rm -rf /srv","env":{"TOKEN":"s3cret"},"dry_run":true}""");

        var line = Assert.Single(kind.Log.Lines).Text;
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(kind.Programs.Calls);
        Assert.Contains("rm -rf /srv", line, StringComparison.Ordinal);
        Assert.Contains("TOKEN", line, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"allow_shell": false}""")]
    [InlineData("""{"allow_shell": "true"}""")]
    [InlineData("{}")]
    public async Task A_policy_withdrawn_since_the_command_was_accepted_denies_it(string policy)
    {
        kind.Sandbox.Put("/etc/mzagent/policy.json", policy);

        var result = await kind.RunAsync(new ShellRunCommand(), """{"command":"id"}""");

        Assert.Equal("policy_denied", result.Error?.Code);
        Assert.Empty(kind.Programs.Calls);
    }

    public void Dispose() => kind.Dispose();
}
