using System.Diagnostics;
using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Jobs;

namespace MzPanel.Agent.Tests.Link;

/// <summary>The real daemon: <c>mzagent run</c>.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private readonly Process process;

    /// <param name="root">Beneath which it runs.</param>
    /// <param name="through">Program with its arguments that starts it in its own place, for example in another network.</param>
    public DaemonProcess(AgentRoot root, params string[] through)
    {
        string[] line = [.. through, WorkerBench.Program[0], "run", "--root", root.Path];
        process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardError = true })!;
        // A log that nobody reads would hold the daemon up once its pipe is full.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync(PlaneLink.Limit);
    }

    public async Task<int> TerminateAsync()
    {
        _ = Agent.Processes.Libc.SendSignal(process.Id, Agent.Processes.Libc.Terminate);
        return await EndAsync(PlaneLink.Limit);
    }

    public async Task<int> EndAsync(TimeSpan limit)
    {
        await process.WaitForExitAsync().WaitAsync(limit);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        // What it writes until then comes in the way of who clears up.
        process.WaitForExit(PlaneLink.Limit);
        process.Dispose();
    }
}
