using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Docker;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Commands.Docker;

/// <summary>The Docker kinds with a docker of the tests' own: a program that records its arguments, since no engine runs here.</summary>
public sealed class DockerKindsTests : IDisposable
{
    private const string Compose = "services:\n  web:\n    image: nginx\n    environment:\n      PASSWORD: \"canary $(touch /tmp/x)\"\n";
    private readonly Sandbox sandbox = new();
    private readonly MemoryLog log = new();

    public DockerKindsTests()
    {
        sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true, "allow_host": true}""");
        // Every argument in brackets, a call a line; a call whose words are in the file "refuse" fails.
        File.WriteAllText(Docker, $"""
            #!/usr/bin/env -S sh -eu
            line=; for a in "$@"; do line="$line[$a]"; done; echo "$line" >> "{sandbox.Root.Path}/calls"
            case "$*" in "compose ls "*) cat "{sandbox.Root.Path}/projects" 2>/dev/null || echo "[]"; exit 0 ;; esac
            echo "docker says $PWD"
            case "$*" in *" logs "*) ;; *) cat "{sandbox.Root.Path}/complaint" >&2 2>/dev/null || true ;; esac
            for a in "$@"; do if grep -qx -- "$a" "{sandbox.Root.Path}/refuse" 2>/dev/null; then echo refused >&2; exit 17; fi; done
            """);
        File.SetUnixFileMode(Docker, (UnixFileMode)0x1ED);
    }

    private string Docker => sandbox.Root.Path + "/docker";

    private string Stack => sandbox.Root.Path + "/etc/mz/stacks/blog";

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_stack_is_checked_and_brought_up_by_the_file_that_it_was_given_which_root_alone_may_read()
    {
        await RunAsync(new DockerUpCommand(TimeProvider.System), Up());

        Assert.Equal(Compose, File.ReadAllText(Stack + "/compose.yaml"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Stack + "/compose.yaml"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Stack));
        Assert.Equal([Call("[config][--quiet]"), Call("[up][--detach][--remove-orphans]")], Calls());
        Assert.DoesNotContain(log.Lines, l => l.Text.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Docker_quotes_of_an_environment_is_masked_within_its_line()
    {
        File.WriteAllText(sandbox.Root.Path + "/complaint", "invalid interpolation format for services.web.environment.PASSWORD: \"canary $(touch /tmp/x)\". nginx");

        await RunAsync(new DockerUpCommand(TimeProvider.System), Up());

        var said = string.Concat(log.Lines.Select(l => l.Text));
        Assert.Contains("services.web.environment.PASSWORD: \"***\". nginx", said, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_that_is_there_is_brought_up_logged_pulled_and_taken_down()
    {
        await RunAsync(new DockerUpCommand(TimeProvider.System), Up());
        File.Delete(sandbox.Root.Path + "/calls");
        await RunAsync(new DockerUpCommand(TimeProvider.System), """{"stack":"blog"}""");
        await RunAsync(DockerStackCommand.Logs, """{"stack":"blog","lines":7}""");
        await RunAsync(DockerStackCommand.Pull, """{"stack":"blog"}""");
        await RunAsync(DockerStackCommand.Down, """{"stack":"blog"}""");
        await RunAsync(DockerStackCommand.Down, """{"stack":"blog","volumes":true}""");

        Assert.Equal(
            [
                Call("[config][--quiet]"), Call("[up][--detach][--remove-orphans]"), Call("[logs][--no-color][--timestamps][--tail][7]"), Call("[pull]"),
                Call("[down][--remove-orphans]"), Call("[down][--remove-orphans][--volumes]"),
            ], Calls());
        Assert.Equal(Compose, File.ReadAllText(Stack + "/compose.yaml"));
    }

    [Fact]
    public async Task A_directory_that_somebody_keeps_is_worked_in_and_left_as_it_is()
    {
        sandbox.Put("/srv/my shop/docker-compose.yml", "services: {}");
        await RunAsync(new DockerUpCommand(TimeProvider.System), """{"stack":"shop","directory":"/srv/my shop"}""");
        Assert.Equal($"[compose][--ansi][never][--project-name][shop][--project-directory][{sandbox.Root.Path}/srv/my shop][up][--detach][--remove-orphans]", Calls()[1]);
        Assert.Contains(log.Lines, l => l.Text.Contains($"docker says {sandbox.Root.Path}/srv/my shop", StringComparison.Ordinal));
        Assert.False(Directory.Exists(sandbox.Root.Path + "/etc/mz"));
        Assert.Equal("bad_args", (await TryAsync(new DockerUpCommand(TimeProvider.System), """{"stack":"shop","directory":"/srv","compose":"x"}""")).Error?.Code);
    }

    [Fact]
    public async Task A_file_that_Docker_refuses_starts_nothing_and_leaves_nothing()
    {
        Refuse("config");
        var result = await TryAsync(new DockerUpCommand(TimeProvider.System), Up());
        Assert.Equal("docker_failed", result.Error?.Code);
        Assert.EndsWith("The VPS is as it was before.", result.Error!.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Stack));
        Assert.Equal([Call("[config][--quiet]")], Calls());
    }

    [Fact]
    public async Task A_new_stack_that_does_not_come_up_is_taken_down_and_a_changed_one_goes_back_to_its_file()
    {
        Refuse("up");
        Assert.Equal("docker_failed", (await TryAsync(new DockerUpCommand(TimeProvider.System), Up())).Error?.Code);
        Assert.Equal([Call("[config][--quiet]"), Call("[up][--detach][--remove-orphans]"), Call("[down][--remove-orphans]")], Calls());
        Assert.False(Directory.Exists(Stack));

        Refuse("");
        await RunAsync(new DockerUpCommand(TimeProvider.System), Up());
        Refuse("up");
        await TryAsync(new DockerUpCommand(TimeProvider.System), """{"stack":"blog","compose":"services: {other: {image: x}}"}""");
        Assert.Equal(Compose, File.ReadAllText(Stack + "/compose.yaml"));
        Assert.Equal([Call("[up][--detach][--remove-orphans]"), Call("[up][--detach][--remove-orphans]")], Calls().TakeLast(2));
    }

    [Fact]
    public async Task A_stack_that_somebody_made_otherwise_is_neither_changed_nor_taken_down()
    {
        File.WriteAllText(sandbox.Root.Path + "/projects", """[{"Name":"blog","Status":"running(3)","ConfigFiles":"/srv/blog/docker-compose.yml"}]""");
        Refuse("up");

        var result = await TryAsync(new DockerUpCommand(TimeProvider.System), Up());

        Assert.Equal("already_exists", result.Error?.Code);
        Assert.Empty(Calls());
        Assert.False(Directory.Exists(Stack));
    }

    [Fact]
    public async Task What_somebody_keeps_beside_the_file_outlives_a_stack_that_does_not_come_up()
    {
        sandbox.Put("/etc/mz/stacks/blog/.env", "KEY=1");
        Refuse("config");
        await TryAsync(new DockerUpCommand(TimeProvider.System), Up());
        Assert.Equal([".env"], Directory.GetFiles(Stack).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Stacks_are_those_that_Docker_knows_and_those_that_are_kept()
    {
        await RunAsync(new DockerUpCommand(TimeProvider.System), Up());
        await RunAsync(new DockerUpCommand(TimeProvider.System), Up("away"));
        File.WriteAllText(sandbox.Root.Path + "/projects", """[{"Name":"blog","Status":"running(1)","ConfigFiles":"/a"},{"Name":"hand","Status":"exited(2)","ConfigFiles":"/b"}]""");
        var result = await TryAsync(new DockerListCommand(), "{}");
        Assert.Equal([new("blog", "running(1)", "/a", true), new("hand", "exited(2)", "/b", false), new("away", "down", sandbox.Root.Path + "/etc/mz/stacks/away/compose.yaml", true)],
            JsonSerializer.Deserialize(result.Result!.Value, CommandsJson.Plain.IReadOnlyListStackState)!);
    }

    [Fact]
    public async Task Without_the_policy_of_a_free_shell_Docker_is_not_even_asked()
    {
        sandbox.Put("/etc/mzagent/policy.json", """{"allow_host": true}""");
        foreach (var command in CommandSet.All.Where(c => c.Kind.Name.StartsWith("docker.", StringComparison.Ordinal)))
            Assert.Equal("policy_denied", (await TryAsync(command, command.Kind.Args.Fields.Count == 0 ? "{}" : Up())).Error?.Code);
        Assert.False(File.Exists(sandbox.Root.Path + "/calls") || Directory.Exists(Stack));
    }

    [Fact]
    public async Task A_dry_run_and_a_stack_that_is_not_there_start_nothing()
    {
        await RunAsync(new DockerUpCommand(TimeProvider.System), Up()[..^1] + ",\"dry_run\":true}");
        Assert.Equal("not_found", (await TryAsync(DockerStackCommand.Down, """{"stack":"blog"}""")).Error?.Code);
        Assert.Equal("not_found", (await TryAsync(new DockerUpCommand(TimeProvider.System), """{"stack":"blog","directory":"/nowhere"}""")).Error?.Code);
        Assert.False(File.Exists(sandbox.Root.Path + "/calls") || Directory.Exists(Stack));
    }

    [Fact]
    public async Task Where_there_is_no_Docker_its_package_is_named()
    {
        File.Delete(Docker);
        Assert.Equal("missing_program", (await TryAsync(new DockerListCommand(), "{}")).Error?.Code);
    }

    private static string Up(string stack = "blog") => JsonSerializer.Serialize(new { stack, compose = Compose });

    private string Call(string what) => $"[compose][--ansi][never][--project-name][blog][--project-directory][{Stack}][--file][{Stack}/compose.yaml]{what}";

    // What changes something, or could.
    private string[] Calls() => [.. File.ReadAllLines(sandbox.Root.Path + "/calls").Where(call => call != "[compose][ls][--all][--format][json]")];

    private void Refuse(string word) => File.WriteAllText(sandbox.Root.Path + "/refuse", word);

    private async Task RunAsync(ICommand command, string args)
    {
        var result = await TryAsync(command, args);
        Assert.True(result.ExitCode == 0, $"{result.Error?.Message} {string.Join('\n', log.Lines)}");
    }

    private async Task<CommandResult> TryAsync(ICommand command, string args)
    {
        using var stop = new StopRequest(TimeProvider.System);
        var context = new CommandContext(JsonElement.Parse(args), sandbox.Root, LocalPolicy.Strict, log, new InsteadOfDocker(new Programs(stop), Docker));
        return await command.RunAsync(context, TestContext.Current.CancellationToken);
    }

    private sealed class InsteadOfDocker(IPrograms real, string program) : IPrograms
    {
        public Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) => real.RunAsync(Replaced(call), log, cancelled);

        public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) => real.CaptureAsync(Replaced(call), log, cancelled);

        private ProgramCall Replaced(ProgramCall call)
        {
            Assert.Equal("docker", call.Program);
            return call with { Program = program };
        }
    }
}
