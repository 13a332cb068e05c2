using System.Diagnostics;

namespace MzPanel.Agent.Processes;

/// <summary>A program that runs, from its start to its end.</summary>
internal sealed class Child(int pid, StopRequest stop)
{
    private const int PollMs = 20;

    // What a grandchild that fled the group still writes after the end is read no longer than this.
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(10);
    private Stopwatch? terminated;

    /// <summary>It was told to end.</summary>
    public bool Stopped => terminated is not null;

    /// <summary>The exit code, 128 + n after signal n. Returns when the program has ended, whoever still holds its pipes.</summary>
    public int Wait(ChildOutput output, Action<string, ReadOnlySpan<byte>> take, CancellationToken cancelled)
    {
        int status;
        while (!Ended(out status))
        {
            Stop(cancelled);
            output.Pump(take, output.Over ? 1 : PollMs);
        }
        _ = Libc.SendSignal(-pid, Libc.Kill);
        var over = Stopwatch.StartNew();
        while (!output.Over && over.Elapsed < Afterwards && output.Pump(take, PollMs))
            ;
        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
    }

    private bool Ended(out int status) => Libc.WaitPid(pid, out status, Libc.NoHang) == pid;

    private void Stop(CancellationToken cancelled)
    {
        if (!cancelled.IsCancellationRequested)
            return;
        if (terminated is null)
            _ = Libc.SendSignal(-pid, Libc.Terminate);
        terminated ??= Stopwatch.StartNew();
        // A kind may cancel a program on its own account: then nobody has asked the command to stop.
        if (stop.Outcome is null ? terminated.Elapsed >= UsualGrace : stop.GraceOver)
            _ = Libc.SendSignal(-pid, Libc.Kill);
    }
}
