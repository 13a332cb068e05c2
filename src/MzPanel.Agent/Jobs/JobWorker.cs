using System.Runtime.InteropServices;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Logs;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Jobs;

/// <summary>The process that runs one command: <c>mzagent job DIR</c>. Started by the daemon in a session of its own.</summary>
internal static class JobWorker
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int UsualGraceS = 10;

    public static async Task<int> RunAsync(string directory)
    {
        var job = new JobDirectory(directory);
        if (job.ReadSpec() is not { } spec || CommandSet.Find(spec.Kind) is not { } command || !job.Claim(ProcessId.Of(Environment.ProcessId)))
            return Refused;
        using var stop = new StopRequest(TimeProvider.System);
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, s => Stop(s, stop, job));
        using var bell = new BellButton(Doorbell.PathIn(new AgentRoot(spec.Root).StateDirectory), spec.Ref);
        job.WriteExit(await RunAsync(spec, command, job, stop, bell));
        bell.RingEnd();
        // Only a session of its own: by hand, "mzagent job" runs in that of somebody's shell.
        if (ProcessStat.Read(Environment.ProcessId)?.Session == Environment.ProcessId)
            Sessions.Kill(Environment.ProcessId, except: Environment.ProcessId);
        return Done;
    }

    private static async Task<JobExit> RunAsync(JobSpec spec, ICommand command, JobDirectory job, StopRequest stop, BellButton bell)
    {
        using var spool = new SpoolWriter(job.Path, SpoolQuota.Default, TimeProvider.System);
        var mask = SecretMask.Of(command.Kind.Args, spec.Args);
        return await new WorkerRun(spec, new SpoolLog(spool, mask, bell.RingLines), mask, stop, TimeProvider.System).RunAsync(command);
    }

    private static void Stop(PosixSignalContext signal, StopRequest stop, JobDirectory job)
    {
        signal.Cancel = true;
        stop.Ask(JobOutcome.Cancelled, TimeSpan.FromSeconds(job.ReadStop()?.GraceS ?? UsualGraceS));
    }
}
