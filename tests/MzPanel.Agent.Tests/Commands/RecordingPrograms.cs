using System.Text;
using MzPanel.Agent.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Tests.Commands;

/// <summary>Writes down what a kind starts, and answers as told by program and first argument.</summary>
internal sealed class RecordingPrograms : IPrograms
{
    private readonly Dictionary<string, (int ExitCode, string Stdout)> answers = [];

    public List<ProgramCall> Calls { get; } = [];

    /// <summary>What else happens when a program is started.</summary>
    public Action<ProgramCall> Started { get; set; } = _ => { };

    public RecordingPrograms Answer(string call, string stdout, int exitCode = 0)
    {
        answers[call] = (exitCode, stdout);
        return this;
    }

    public async Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled)
    {
        var (exitCode, stdout) = await CaptureAsync(call, log, cancelled);
        log.WriteRaw(LogLine.Stdout, Encoding.UTF8.GetBytes(stdout));
        return exitCode;
    }

    public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled)
    {
        Calls.Add(call);
        Started(call);
        return Task.FromResult(answers.GetValueOrDefault($"{call.Program} {call.Arguments[0]}", (0, "")));
    }
}
