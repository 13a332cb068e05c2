using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Runs programs, and remembers what everybody on a VPS could have read of them.</summary>
internal sealed class WatchedPrograms(IPrograms programs) : IPrograms
{
    public List<string> Arguments { get; } = [];

    public Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled)
    {
        Arguments.AddRange([call.Program, .. call.Arguments]);
        return programs.RunAsync(call, log, cancelled);
    }

    public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled)
    {
        Arguments.AddRange([call.Program, .. call.Arguments]);
        return programs.CaptureAsync(call, log, cancelled);
    }
}
