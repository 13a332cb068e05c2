using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Logs;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Tests.Jobs;

public sealed class WorkerRunTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Sandbox sandbox = new();
    private readonly StopRequest stop;
    private readonly SpoolWriter spool;

    public WorkerRunTests()
    {
        stop = new StopRequest(time);
        spool = new SpoolWriter(Directory.CreateDirectory(Path.Combine(sandbox.Root.Path, "c1")).FullName, SpoolQuota.Default, time);
    }

    public void Dispose()
    {
        spool.Dispose();
        stop.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public async Task A_result_of_up_to_32_KiB_is_given_as_it_is()
    {
        var exit = await RunAsync((_, _) => Task.FromResult(new CommandResult(0, Text((32 * 1024) - 2))));
        Assert.Equal((32 * 1024, 0), (exit.Result!.Value.GetRawText().Length, exit.LastSeq));
    }

    [Fact]
    public async Task A_larger_result_goes_to_the_log_and_says_so()
    {
        var exit = await RunAsync((_, _) => Task.FromResult(new CommandResult(0, Text((32 * 1024) - 1))));
        Assert.Equal("""{"in_log":true}""", exit.Result!.Value.GetRawText());
        Assert.Equal(5, exit.LastSeq);
        using var reader = new SpoolReader(Path.Combine(sandbox.Root.Path, "c1"), 1);
        var batch = new SpoolBatch(1 << 20, 1 << 20);
        reader.Fill(batch, null);
        Assert.Equal(Text((32 * 1024) - 1).GetRawText(), string.Concat(batch.Lines.Select(l => l.Text)));
        Assert.All(batch.Lines, l => Assert.Equal(LogLine.Stdout, l.Stream));
    }

    [Fact]
    public async Task A_kind_that_fails_is_an_error_with_its_secrets_masked()
    {
        var exit = await RunAsync((_, _) => throw new InvalidDataException("no swordfish"), new SecretMask(["swordfish"]));
        Assert.Equal((1, JobOutcome.Exited, new JobError("failed", "no ***")), (exit.ExitCode, exit.Outcome, exit.Error));
    }

    [Fact]
    public async Task A_kind_that_hangs_does_not_hold_its_worker_beyond_the_grace()
    {
        var began = new TaskCompletionSource();
        var running = RunAsync((_, _) =>
        {
            began.SetResult();
            return new TaskCompletionSource<CommandResult>().Task;
        });
        await began.Task;
        time.Advance(TimeSpan.FromSeconds(60));
        await WorkerBench.Eventually(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return running.IsCompleted ? running : null;
        }, "the end");
        var exit = await running;
        Assert.Equal((137, JobOutcome.TimedOut), (exit.ExitCode, exit.Outcome));
        Assert.InRange(exit.DurationMs, 72_000, 90_000);
    }

    [Fact]
    public async Task A_kind_that_ends_well_in_spite_of_a_cancel_has_exited()
    {
        var exit = await RunAsync((_, _) =>
        {
            stop.Ask(JobOutcome.Cancelled, TimeSpan.FromSeconds(10));
            return Task.FromResult(new CommandResult(0));
        });
        Assert.Equal((0, JobOutcome.Exited), (exit.ExitCode, exit.Outcome));
    }

    private Task<JobExit> RunAsync(Func<CommandContext, CancellationToken, Task<CommandResult>> run, SecretMask? mask = null)
    {
        var args = JsonDocument.Parse("{}").RootElement;
        var spec = new JobSpec("c1", "job_1", "system.info", args, 60, sandbox.Root.Path);
        return new WorkerRun(spec, new SpoolLog(spool, SecretMask.None, () => { }), mask ?? SecretMask.None, stop, time).RunAsync(new Scripted(run));
    }

    private static JsonElement Text(int length) => JsonSerializer.SerializeToElement(new string('x', length));

    private sealed class Scripted(Func<CommandContext, CancellationToken, Task<CommandResult>> run) : ICommand
    {
        public CommandKind Kind => SystemInfo.Kind;

        public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled) => run(context, cancelled);
    }
}
