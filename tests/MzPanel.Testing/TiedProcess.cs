using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MzPanel.Testing;

/// <summary>A server program that dies with the test process, also when that is killed: its command is to ask the kernel for it (<c>setpriv --pdeathsig</c>).</summary>
internal sealed class TiedProcess
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TiedProcess()
    {
    }

    public bool HasEnded => ended.Task.IsCompleted;

    public static TiedProcess Start(ProcessStartInfo start)
    {
        var process = new TiedProcess();
        // The kernel's message comes when the starting thread ends, not the process: so a thread that stays until then.
        new Thread(() => process.Run(start)) { IsBackground = true, Name = start.FileName }.Start();
        return process;
    }

    /// <summary>Sends a signal that ends it, and waits for that.</summary>
    public void End(int signal) => End(process => _ = SendSignal(process.Id, signal));

    /// <summary>kill -9 of it and of all that it has started.</summary>
    public void KillAll() => End(process => process.Kill(entireProcessTree: true));

    private void End(Action<Process> how)
    {
        var process = started.Task.GetAwaiter().GetResult();
        if (HasEnded)
            return;
        how(process);
        ended.Task.Wait(StopLimit);
    }

    private void Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started.SetResult(process);
        process.WaitForExit();
        ended.SetResult();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
