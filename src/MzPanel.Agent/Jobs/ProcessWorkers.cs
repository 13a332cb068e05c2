using System.Collections;
using System.Collections.Concurrent;
using MzPanel.Agent.Config;
using MzPanel.Agent.Logs;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Jobs;

/// <summary>Workers as processes: <c>mzagent job DIR</c>, each in a session of its own, so that it outlives the daemon.</summary>
internal sealed class ProcessWorkers(AgentRoot root, IReadOnlyList<string> program) : IWorkers
{
    // Children of this process; those of a daemon before it are found by what they wrote into their directory.
    private readonly ConcurrentDictionary<string, int> children = new();

    /// <summary>How this program starts itself.</summary>
    public static IReadOnlyList<string> Self => Path.GetFileName(Environment.ProcessPath!) == "dotnet"
        ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "mzagent.dll")] : [Environment.ProcessPath!];

    public void Prepare(JobSpec spec) => Of(spec.Ref).Prepare(spec);

    public void Start(string @ref) => children[@ref] = new Spawn
    {
        Path = program[0],
        Arguments = [.. program.Skip(1), "job", Of(@ref).Path],
        Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!),
        NewSession = true,
        OutputFile = Of(@ref).WorkerLog,
    }.Start();

    public void Stop(string @ref, int graceS)
    {
        Of(@ref).WriteStop(graceS);
        if (Of(@ref).ReadWorker() is { IsAlive: true } worker)
            _ = Libc.SendSignal(worker.Pid, Libc.Terminate);
        else if (children.TryGetValue(@ref, out var pid))
            _ = Libc.SendSignal(pid, Libc.Terminate);
    }

    public void Kill(string @ref)
    {
        if (children.TryGetValue(@ref, out var pid))
            _ = Libc.SendSignal(pid, Libc.Kill);
        if (Session(@ref) is { } session)
            Sessions.Kill(session);
    }

    public WorkerSight Look(string @ref)
    {
        // The exit is read after the look at the process: it is written before the process ends.
        var running = IsRunning(@ref);
        return Of(@ref).ReadExit() is { } exit ? new WorkerSight(false, exit) : running ? WorkerSight.Alive : WorkerSight.Gone;
    }

    public long LastSeq(string @ref) => SpoolTail.LastSeq(Of(@ref).Path);

    // A child that has not claimed its command yet may hang before it does.
    public TimeSpan Age(string @ref) =>
        (Of(@ref).ReadWorker() ?? (children.TryGetValue(@ref, out var pid) ? ProcessId.Of(pid) : null))?.Age() ?? TimeSpan.Zero;

    public void Ended(string @ref)
    {
        Kill(@ref);
        if (children.TryRemove(@ref, out var pid))
            _ = Task.Run(() => Libc.WaitPid(pid, out _, 0));
        Of(@ref).ForgetSpec();
    }

    public void Discard(string @ref)
    {
        Kill(@ref);
        Of(@ref).Delete();
    }

    public IReadOnlyList<string> Directories() => Directory.Exists(JobDirectory.AllOf(root))
        ? [.. Directory.EnumerateDirectories(JobDirectory.AllOf(root)).Select(d => Path.GetFileName(d)!)] : [];

    private bool IsRunning(string @ref)
    {
        if (children.TryGetValue(@ref, out var pid) && Libc.WaitPid(pid, out _, Libc.NoHang) == 0)
            return true;
        children.TryRemove(@ref, out _);
        // No claim yet and no child of ours: a worker that an earlier daemon started may still be on its way. It will not get it now.
        return Of(@ref).ReadWorker() is { } worker ? worker.IsAlive
            : Directory.Exists(Of(@ref).Path) && !Of(@ref).Claim(null) && Of(@ref).ReadWorker() is { IsAlive: true };
    }

    // The kernel gives a session's id to nobody else while a process of it lives. A process of that id that began at another
    // time therefore means that the session is over, and that a stranger has the number.
    private int? Session(string @ref) => Of(@ref).ReadWorker() is { IsThisBoot: true } worker
        && (ProcessStat.Read(worker.Pid) is not { } now || now.StartTicks == worker.StartTicks) ? worker.Pid : null;

    private JobDirectory Of(string @ref) => JobDirectory.Of(root, @ref);
}
