using MzPanel.Agent.Commands;
using MzPanel.Agent.Tests.Cli;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Runs programs, and remembers what everybody on a VPS could have read of them.</summary>
internal sealed class WatchedPrograms(IPrograms programs) : IPrograms
{
    public List<string> Arguments { get; } = [];

    /// <summary>What somebody does at the moment when a program starts.</summary>
    public Action<ProgramCall>? Before { get; set; }

    public Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) => programs.RunAsync(Watch(call), log, cancelled);

    public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) => programs.CaptureAsync(Watch(call), log, cancelled);

    // The agent starts itself; here that would be the tests.
    private ProgramCall Watch(ProgramCall call)
    {
        Arguments.AddRange([call.Program, .. call.Arguments]);
        Before?.Invoke(call);
        return call.Program == Environment.ProcessPath ? call with { Program = AgentProgram.File } : call;
    }
}
