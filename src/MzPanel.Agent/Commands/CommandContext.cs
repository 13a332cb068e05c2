using System.Text.Json;
using MzPanel.Agent.Config;
using MzPanel.Agent.Logs;

namespace MzPanel.Agent.Commands;

/// <summary>What a command may use.</summary>
internal sealed class CommandContext(JsonElement args, AgentRoot root, LocalPolicy policy, ILogSink log, IPrograms programs, IHearing? hearing = null, string? job = null)
{
    /// <summary>Checked against the kind's schema before the command started.</summary>
    public JsonElement Args { get; } = args;

    public AgentRoot Root { get; } = root;

    public LocalPolicy Policy { get; } = policy;

    public ILogSink Log { get; } = log;

    /// <summary>Of a command that came over a link.</summary>
    public IHearing? Hearing { get; } = hearing;

    /// <summary>The job that it is an attempt of; the next attempt is of the same.</summary>
    public string? Job { get; } = job;

    /// <summary>For work that is also done without a command.</summary>
    public IPrograms Programs { get; } = programs;

    /// <summary>Runs a program with its output streamed to the log; the exit code is 128 + n after signal n.</summary>
    public Task<int> RunAsync(ProgramCall call, CancellationToken cancelled) => RunAsync(call, Log, cancelled);

    /// <summary>The same with its output to another log.</summary>
    public Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) =>
        Programs.RunAsync(call, LogOf(call, log), cancelled);

    /// <summary>Runs a program and keeps its standard output (at most 16 MiB); standard error goes to the log.</summary>
    public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, CancellationToken cancelled) =>
        CaptureAsync(call, Log, cancelled);

    /// <summary>The same with its standard error to another log.</summary>
    public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) =>
        Programs.CaptureAsync(call, LogOf(call, log), cancelled);

    private static ILogSink LogOf(ProgramCall call, ILogSink log) =>
        call.Secrets is { Count: > 0 } secrets ? new MaskedLog(log, new SecretMask(secrets)) : log;
}
