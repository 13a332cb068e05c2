using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Watchdog;

/// <summary>
/// Ends the process when one of its loops is stuck, so that a supervisor starts it anew; the workers go on meanwhile and are
/// adopted. A thread of its own: what it watches for may have taken every thread of the pool.
/// </summary>
internal sealed class OwnWatchdog(IReadOnlyList<Pulse> pulses, TimeProvider time) : IDisposable
{
    /// <summary>Exit code of a process that ended itself here (EX_SOFTWARE of sysexits.h).</summary>
    public const int ExitCode = 70;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly ManualResetEventSlim disposed = new();

    public void Start() => new Thread(Watch) { IsBackground = true, Name = "watchdog" }.Start();

    public void Dispose() => disposed.Set();

    private void Watch()
    {
        var detector = new StuckDetector(pulses, time);
        while (!disposed.Wait(Step))
            if (detector.IsStuck())
            {
                Console.Error.WriteLine("The agent's own loop has been stuck for 60 s; ending, to be started anew.");
                // No orderly end: it would wait for the very loop that is stuck.
                Libc.Exit(ExitCode);
            }
    }
}
