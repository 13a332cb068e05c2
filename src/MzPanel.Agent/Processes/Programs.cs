using System.Text;
using Microsoft.Win32.SafeHandles;
using MzPanel.Agent.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Processes;

/// <summary>Runs programs for a command, each in a process group of its own inside the worker's session.</summary>
internal sealed class Programs(StopRequest stop) : IPrograms
{
    private const int CapturedBytes = 16 * 1024 * 1024;

    /// <summary>Exit code of the program that ended last.</summary>
    public int? LastExitCode { get; private set; }

    public Task<int> RunAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) =>
        OnThread(() => Run(call, log.WriteRaw, log, cancelled));

    public Task<(int ExitCode, string Stdout)> CaptureAsync(ProgramCall call, ILogSink log, CancellationToken cancelled) => OnThread(() =>
    {
        using var captured = new MemoryStream();
        var code = Run(call, (stream, bytes) =>
        {
            if (stream == LogLine.Stderr)
                log.WriteRaw(stream, bytes);
            else if (captured.Length < CapturedBytes)
                captured.Write(bytes);
        }, log, cancelled);
        return (code, Encoding.UTF8.GetString(captured.GetBuffer(), 0, (int)captured.Length));
    });

    // Reading pipes blocks: a thread of its own, so that a hung program cannot starve the pool.
    private static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private int Run(ProgramCall call, Action<string, ReadOnlySpan<byte>> take, ILogSink log, CancellationToken cancelled)
    {
        cancelled.ThrowIfCancellationRequested();
        using var output = new ChildOutput();
        using var input = ChildInput.Of(call.Input);
        using var source = call.InputFile is { } from ? File.OpenHandle(from) : null;
        using var target = call.OutputFile is { } to ? File.OpenHandle(to, FileMode.Create, FileAccess.Write) : null;
        try
        {
            var (stdout, stderr) = output.WriteEnds;
            var child = new Child(Describe(call, input?.Handle ?? Number(source), (Number(target) ?? stdout, stderr)).Start(), stop);
            output.Started();
            var code = child.Wait(output, take, cancelled);
            LastExitCode = code;
            log.End(LogLine.Stdout);
            log.End(LogLine.Stderr);
            // A program that ended before it heard of the cancel has done its work: the outcome decides.
            if (child.Stopped)
                cancelled.ThrowIfCancellationRequested();
            return code;
        }
        catch (SpawnException e)
        {
            log.Write(LogLine.Stderr, e.Message);
            LastExitCode = e.ExitCode;
            return e.ExitCode;
        }
    }

    private static int? Number(SafeFileHandle? file) => (int?)file?.DangerousGetHandle();

    private static Spawn Describe(ProgramCall call, int? input, (int, int) output)
    {
        var environment = new Dictionary<string, string> { ["PATH"] = ProgramFinder.SearchPath, ["LANG"] = "C.UTF-8" };
        var user = UnixUser.Find(call.User ?? Environment.UserName)
            ?? (call.User is null ? new UnixUser(Environment.UserName, "", "", "/") : throw new UnknownUserException(call.User));
        (environment["HOME"], environment["USER"], environment["LOGNAME"]) = (user.Home, user.Name, user.Name);
        foreach (var (name, value) in call.Environment ?? new Dictionary<string, string>())
            environment[name] = value;
        var change = call.User is null || call.User == Environment.UserName ? null : user;
        return new Spawn
        {
            Path = ProgramFinder.Find(change is null ? call.Program : "setpriv"),
            Arguments = change is null ? call.Arguments
                : [$"--reuid={change.Uid}", $"--regid={change.Gid}", "--init-groups", "--", ProgramFinder.Find(call.Program), .. call.Arguments],
            Environment = environment,
            WorkingDirectory = call.WorkingDirectory,
            Input = input,
            Output = output,
            AlsoStdout = call.AlsoStdout,
        };
    }
}

/// <summary>A command was to run as a user that the VPS does not have.</summary>
internal sealed class UnknownUserException(string name) : Exception($"There is no user {name} on this server.");
