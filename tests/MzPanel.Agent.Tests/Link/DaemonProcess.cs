using System.Diagnostics;
using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Jobs;

namespace MzPanel.Agent.Tests.Link;

/// <summary>The real daemon: <c>mzagent run</c>.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private readonly Process process;

    public DaemonProcess(AgentRoot root)
    {
        process = Process.Start(new ProcessStartInfo(WorkerBench.Program[0], ["run", "--root", root.Path]) { RedirectStandardError = true })!;
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
        process.Dispose();
    }
}
