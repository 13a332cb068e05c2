namespace MzPanel.Agent.Commands;

/// <summary>Starts programs; a cancelled call ends the program's whole process group (SIGTERM, then SIGKILL) and then throws.</summary>
internal interface IPrograms
{
    Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled);

    Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled);
}
