using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MzPanel.Testing;

/// <summary>One running <c>postgres</c>.</summary>
internal sealed class PgProcess
{
    private const int Interrupt = 2;
    private const int Quit = 3;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly string[] Defaults =
    [
        "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_connections=300", "shared_buffers=32MB",
        "autovacuum=off", "log_min_messages=panic",
    ];

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static PgProcess Start(string directory, int port, string[] settings)
    {
        var process = new PgProcess();
        string[] all =
        [
            "-D", directory, "-p", port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1", "-k", "",
            .. Defaults.Concat(settings).SelectMany(setting => new[] { "-c", setting }),
        ];
        var start = PgTools.Command("postgres", all);
        // The kernel's message comes when the starting thread ends, not the process: so a thread that stays until then.
        new Thread(() => process.Run(start)) { IsBackground = true, Name = "postgres" }.Start();
        return process;
    }

    /// <summary>Immediate shutdown: to the records the same as a crash, and what is left behind is thrown away with the directory.</summary>
    public void Stop() => End(process => _ = SendSignal(process.Id, Quit));

    /// <summary>Fast shutdown, as an administrator would: clients are sent away, everything is written down.</summary>
    public void ShutDown() => End(process => _ = SendSignal(process.Id, Interrupt));

    /// <summary>kill -9 of the server and all its processes.</summary>
    public void Kill() => End(process => process.Kill(entireProcessTree: true));

    private void End(Action<Process> how)
    {
        var process = started.Task.GetAwaiter().GetResult();
        if (ended.Task.IsCompleted)
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
