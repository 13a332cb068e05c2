using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Simulation.Tests.Agents;
using MzPanel.Simulation.Tests.Storage;

namespace MzPanel.Simulation.Tests;

/// <summary>Looks at the records behind each commit and holds it against the invariants.</summary>
internal sealed class Watch(World world)
{
    // Jobs come back into a full queue: one per lane slot.
    private const int LaneSlots = 5;
    private readonly Dictionary<string, Seen> jobs = [];
    private readonly Look look = new(world.Records.Looker);

    /// <summary>Jobs as they were seen last.</summary>
    public IReadOnlyDictionary<string, Seen> Jobs => jobs;

    /// <summary>Jobs that somebody gave up or that were lost at some time: their logs may have gaps.</summary>
    public HashSet<string> OnceLost { get; } = [];

    public long EpochOf(string server) => look.Epoch(server);

    public void Committed(IReadOnlyList<Statement> op, int[] affected, Origin? origin)
    {
        if (affected.All(rows => rows == 0))
            return;
        var action = op.SelectMany(s => s.Parameters).FirstOrDefault(p => p.Name == "audit_action").Value as string;
        foreach (var job in op.SelectMany(s => s.Parameters).Select(p => p.Value).OfType<string>().Where(v => v.StartsWith("job_", StringComparison.Ordinal)).Distinct().ToList())
            if (look.Job(job) is { } now)
                Compare(now, jobs.GetValueOrDefault(job), action ?? "", origin);
        if (origin is not null && op[0].Sql.Contains("log_positions", StringComparison.Ordinal))
            CheckOrigin(origin, jobs[(string)op[0].Parameters.First(p => p.Name == "job_id").Value!].Server, "a log");
    }

    private void Compare(Seen now, Seen? before, string action, Origin? origin)
    {
        if (now.Audits != now.Version)
            world.Break("I7", $"{now.Id} is at version {now.Version} with {now.Audits} rows of audit");
        jobs[now.Id] = now;
        if (now.Version == before?.Version)
            return;
        world.Trace($"{now.Id} {action} {before?.Status} -> {now.Status} attempt {now.Attempt} version {now.Version} slot {now.Slot} epoch {now.Epoch}");
        if (origin is not null)
            CheckOrigin(origin, now.Server, now.Id);
        if (now.Workspace != world.WorkspaceOf(now.Server))
            world.Break("I8", $"{now.Id} of {now.Server} is in workspace {now.Workspace}");
        if (before is not null)
            CheckFinal(before, now);
        if (now.Status == JobStatus.Offered && before?.Status != JobStatus.Offered)
            CheckLane(now);
        if (now.Status == JobStatus.Lost && before?.Status != JobStatus.Lost)
            CheckLoss(now, action);
        if (now.Status == JobStatus.Queued && look.Queued(now.Server) > world.Options.MaxQueued + LaneSlots)
            world.Break("I10", $"{now.Server} has {look.Queued(now.Server)} jobs waiting");
    }

    private void CheckOrigin(Origin origin, string server, string what)
    {
        if (origin.ServerId != server)
            world.Break("I8", $"a frame of {origin.ServerId} changed {what} of {server}");
        if (look.Epoch(server) is var epoch && epoch != origin.Epoch)
            world.Break("I5", $"a frame of epoch {origin.Epoch} changed {what} under epoch {epoch}");
    }

    private void CheckFinal(Seen before, Seen now)
    {
        if (JobStatus.IsTerminal(before.Status) && before.Status != JobStatus.Lost && now.Status != before.Status)
            world.Break("I3", $"{now.Id} was {before.Status} and is {now.Status}");
        foreach (var (command, status) in before.Attempts)
            if (JobStatus.IsTerminal(status) && status != JobStatus.Lost && now.Attempts.GetValueOrDefault(command) is var changed && changed != status)
                world.Break("I3", $"an attempt of {now.Id} was {status} and is {changed}");
    }

    private void CheckLane(Seen offered)
    {
        if (offered.Mutating && look.MutatingBeside(offered) is { } other)
            world.Break("I6", $"{offered.Id} was offered beside {other}");
        if (look.WaitingBefore(offered, world.Loop.Now) is { } earlier)
            world.Break("I6", $"{offered.Id} was offered before {earlier}");
    }

    private void CheckLoss(Seen lost, string action)
    {
        OnceLost.Add(lost.Id);
        var agent = world.Agents.First(a => a.ServerId == lost.Server);
        if (agent is not { IsReachable: true, Link.Socket: { } socket } || lost.Command is not { } command)
            return;
        if (action == "job.lose" && socket.Listed?.Any(j => j.Ref == command) == true)
            world.Break("I9", $"{lost.Id} was lost by silence although its agent is connected and lists it");
        if (action == "job.settle" && agent is FullAgent && agent.IsAtWork(command))
            world.Break("I9", $"{lost.Id} was lost by a hello although its agent is at it");
    }
}
