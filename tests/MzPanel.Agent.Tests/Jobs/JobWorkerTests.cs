using System.Diagnostics;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Tests.Jobs;

public sealed class JobWorkerTests : IDisposable
{
    private readonly WorkerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_command_runs_in_a_session_of_its_own_and_leaves_lines_exit_and_result()
    {
        bench.Shell("c1", "echo out; echo err >&2; printf tail; exit 7");
        var exit = await bench.ExitAsync("c1");
        Assert.Equal((7, JobOutcome.Exited, 3), (exit.ExitCode, exit.Outcome, exit.LastSeq));
        Assert.Equal([("stderr", "err"), ("stdout", "out"), ("stdout", "tail")], bench.Lines("c1").Select(l => (l.Stream, l.Text)).Order());
        bench.Start("c2", "system.info", "{}");
        Assert.True((await bench.ExitAsync("c2")).Result!.Value.TryGetProperty("hostname", out _));
    }

    [Theory]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("exec /no/such/program", 127)]
    public async Task The_exit_code_after_signal_n_is_128_plus_n(string command, int code)
    {
        bench.Shell("c1", command);
        var exit = await bench.ExitAsync("c1");
        Assert.Equal((code, JobOutcome.Exited), (exit.ExitCode, exit.Outcome));
    }

    [Fact]
    public async Task A_broken_pipe_ends_a_program_as_in_any_shell()
    {
        bench.Shell("c1", "yes | head -n 2");
        Assert.Equal(2, (await bench.ExitAsync("c1")).LastSeq);
    }

    [Fact]
    public async Task Long_lines_bad_bytes_and_nul_arrive_as_the_protocol_says()
    {
        bench.Shell("c1", """head -c 9000 /dev/zero | tr '\0' x; echo; printf 'a\000b\377c\n'""");
        Assert.Equal(3, (await bench.ExitAsync("c1")).LastSeq);
        Assert.Equal([(new string('x', 8192), true), (new string('x', 808), false), ("a\0b\uFFFDc", false)],
            bench.Lines("c1").Select(l => (l.Text, l.Partial)));
    }

    [Fact]
    public async Task Values_of_secret_arguments_do_not_reach_the_spool()
    {
        bench.Shell("c1", "echo \"the word is $WORD\"", env: """{"WORD":"swordfish"}""");
        await bench.ExitAsync("c1");
        Assert.Equal("the word is ***", Assert.Single(bench.Lines("c1")).Text);
    }

    [Fact]
    public async Task A_command_runs_as_the_user_it_names_with_a_clean_environment()
    {
        bench.Start("c1", "shell.run", """{"command":"id -un; id -G; echo $HOME $USER; env | grep -c DOTNET","user":"nobody"}""");
        var exit = await bench.ExitAsync("c1");
        Assert.Equal(["nobody", "65534", "/nonexistent nobody", "0"], bench.Lines("c1").Select(l => l.Text));
        bench.Start("c2", "shell.run", """{"command":"true","user":"no-such-user"}""");
        Assert.Equal("unknown_user", (await bench.ExitAsync("c2")).Error!.Code);
    }

    [Fact]
    public async Task A_timeout_ends_the_whole_group_and_says_so()
    {
        bench.Shell("c1", "sleep 300 & echo $!; sleep 300", timeoutS: 1);
        var exit = await bench.ExitAsync("c1");
        Assert.Equal((143, JobOutcome.TimedOut), (exit.ExitCode, exit.Outcome));
        Assert.InRange(exit.DurationMs, 900, 9_000);
        await GoneAsync("c1");
    }

    [Fact]
    public async Task A_cancel_asks_first_and_the_outcome_is_cancelled()
    {
        bench.Shell("c1", "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.05; done");
        await bench.LineAsync("c1", "ready");
        bench.Workers.Stop("c1", 10);
        var exit = await bench.ExitAsync("c1");
        Assert.Equal((5, JobOutcome.Cancelled), (exit.ExitCode, exit.Outcome));
        Assert.Contains(bench.Lines("c1"), l => l.Text == "bye");
    }

    [Fact]
    public async Task What_does_not_listen_is_killed_after_the_grace()
    {
        bench.Shell("c1", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await bench.LineAsync("c1", "ready");
        bench.Workers.Stop("c1", 1);
        var exit = await bench.ExitAsync("c1");
        Assert.Equal((137, JobOutcome.Cancelled), (exit.ExitCode, exit.Outcome));
    }

    [Fact]
    public async Task A_hung_grandchild_that_holds_the_output_neither_holds_the_job_open_nor_survives_it()
    {
        var clock = Stopwatch.StartNew();
        bench.Shell("c1", "sleep 300 & echo $!");
        Assert.Equal(0, (await bench.ExitAsync("c1")).ExitCode);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        await GoneAsync("c1");
    }

    [Fact]
    public async Task A_grandchild_that_fled_into_a_session_of_its_own_does_not_hold_the_job_open()
    {
        bench.Shell("c1", "setsid sleep 300 & echo $!");
        Assert.Equal(0, (await bench.ExitAsync("c1")).ExitCode);
        _ = Libc.SendSignal(int.Parse(bench.Lines("c1")[0].Text, System.Globalization.CultureInfo.InvariantCulture), Libc.Kill);
    }

    [Fact]
    public async Task A_second_worker_for_the_same_command_runs_nothing()
    {
        bench.Shell("c1", "echo ran");
        await bench.ExitAsync("c1");
        bench.Workers.Start("c1");
        await WorkerBench.Eventually(() => bench.Workers.Look("c1").Running ? null : "ended", "the second worker's end");
        Assert.Single(bench.Lines("c1"));
    }

    [Fact]
    public async Task Another_daemon_sees_a_running_worker_and_one_that_was_killed()
    {
        bench.Shell("c1", "echo ready; sleep 300");
        await bench.LineAsync("c1", "ready");
        var other = bench.NewDaemon();
        Assert.True(other.Look("c1").Running);
        other.Kill("c1");
        await WorkerBench.Eventually(() => bench.Workers.Look("c1").Running ? null : "gone", "the worker's death");
        Assert.Null(other.Look("c1").Exit);
        Assert.Equal(1, other.LastSeq("c1"));
        await GoneAsync("c1");
    }

    [Fact]
    public void A_worker_that_never_came_is_given_up_for_good()
    {
        bench.Workers.Prepare(new JobSpec("c1", "job_1", "system.info", System.Text.Json.JsonDocument.Parse("{}").RootElement, 60, bench.Sandbox.Root.Path));
        Assert.False(bench.NewDaemon().Look("c1").Running);
        Assert.False(JobDirectory.Of(bench.Sandbox.Root, "c1").Claim(ProcessId.Of(Environment.ProcessId)));
    }

    [Fact]
    public async Task Arguments_are_gone_from_the_disk_when_the_command_has_ended()
    {
        bench.Shell("c1", "true", env: """{"WORD":"swordfish"}""");
        await bench.ExitAsync("c1");
        bench.Workers.Ended("c1");
        var files = Directory.EnumerateFiles(JobDirectory.Of(bench.Sandbox.Root, "c1").Path);
        Assert.DoesNotContain(files, f => File.ReadAllText(f).Contains("swordfish", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../../../etc")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(".")]
    public void A_command_id_never_becomes_a_path(string id) => Assert.Matches("^x[0-9a-f]{64}$", JobDirectory.NameOf(id));

    // Nothing of the session is left, the sleeping ones included.
    private async Task GoneAsync(string @ref)
    {
        var session = JobDirectory.Of(bench.Sandbox.Root, @ref).ReadWorker()!.Pid;
        await WorkerBench.Eventually(() =>
        {
            _ = bench.Workers.Look(@ref);
            return ProcessStat.OfSession(session).Any() ? null : "gone";
        }, "the end of the session");
    }
}
