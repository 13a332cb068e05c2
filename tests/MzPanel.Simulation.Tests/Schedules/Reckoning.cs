using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Protocol.Jobs;
using MzPanel.Simulation.Tests.Agents;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>What must hold in the end.</summary>
internal sealed class Reckoning(World world)
{
    private const long MorePeaceMs = 60_000;
    private const long LastWordMs = 20_000;
    private readonly Look look = new(world.Records.Looker);

    public static void Of(World world)
    {
        var reckoning = new Reckoning(world);
        reckoning.NothingAcceptedIsMissing();
        reckoning.EverythingWentOn();
        reckoning.WhatAgentsReportedStands();
        reckoning.LogsAreWhatWasWritten();
        reckoning.NothingCrossedWorkspaces();
    }

    private void NothingAcceptedIsMissing()
    {
        foreach (var job in world.Ledger.Accepted.Where(j => look.Job(j) is null))
            world.Break("I1", $"{job} was answered 202 and is not in the records");
    }

    private void EverythingWentOn()
    {
        // A pause after busy may be that long.
        if (Stuck().Any(j => j.NotBefore > 0))
            world.Loop.Run(MorePeaceMs);
        if (Stuck().Any(j => AgentOf(j.Server) is ForeignAgent))
            GiveForeignersTime();
        if (Stuck().FirstOrDefault() is { } stuck)
            world.Break("I11", $"{stuck.Id} of {stuck.Server} is still {stuck.Status}");
    }

    // Without a journal nothing is sent twice: what nobody can know is settled by the next hello, and lost by time.
    private void GiveForeignersTime()
    {
        Reconnect();
        world.Loop.Run((long)TimeSpan.FromMinutes(world.Options.LostMinutes).TotalMilliseconds + MorePeaceMs);
    }

    private void Reconnect()
    {
        foreach (var agent in world.Agents)
            agent.Link?.Break();
        world.Loop.Run(LastWordMs);
        foreach (var agent in world.Agents)
            agent.DialNow();
        world.Loop.Run(LastWordMs);
    }

    private List<Seen> Stuck() => [.. world.Watch.Jobs.Values.Where(j => !JobStatus.IsTerminal(j.Status) && !Runs(j) && !IsMute(j.Server))];

    private bool Runs(Seen job) => job.Status == JobStatus.Running && AgentOf(job.Server).IsAtWork(job.Command!);

    // It says nothing about what it runs: its lane is freed by time or by people, not within a minute.
    private bool IsMute(string server) => AgentOf(server) is ForeignAgent { Lists: false };

    private SimAgent AgentOf(string server) => world.Agents.First(a => a.ServerId == server);

    private void WhatAgentsReportedStands()
    {
        foreach (var (command, done) in world.Ledger.Settled)
        {
            var run = world.Ledger.Runs.GetValueOrDefault(command);
            if (run is not null && look.Job(run.Job) is { } job && job.Command == command && job.Status != StatusOf(done))
                world.Break("I3", $"{job.Id} is {job.Status}; its agent was told that {done.Outcome} {done.ExitCode} is durable");
        }
    }

    private static string StatusOf(JobDone done) => done.Outcome switch
    {
        JobOutcome.TimedOut => JobStatus.TimedOut,
        JobOutcome.Cancelled => JobStatus.Cancelled,
        JobOutcome.Exited when done.ExitCode == 0 => JobStatus.Succeeded,
        _ => JobStatus.Failed,
    };

    private void LogsAreWhatWasWritten()
    {
        // What was lost on a living link is sent again over the next one.
        Reconnect();
        foreach (var (command, run) in world.Ledger.Runs)
            CheckLog(command, run);
    }

    private void CheckLog(string command, Run run)
    {
        var next = 1L;
        foreach (var (first, count, bytes) in look.Log(command))
        {
            if (first != next)
                world.Break("I4", $"the log of {run.Job} jumps from {next - 1} to {first}");
            next = first + count;
            if (bytes is null && MustBeWhole(command, run))
                world.Break("I4", $"the log of {run.Job} has a gap at {first}");
            foreach (var line in bytes is null ? [] : LogCodec.Decode(new LogChunk(first, count, bytes)))
                if (line.Seq > run.Lines.Count || run.Lines[(int)line.Seq - 1] != line.Text)
                    world.Break("I4", $"line {line.Seq} of {run.Job} reads '{line.Text}'");
        }
        if (MustBeWhole(command, run) && look.Job(run.Job) is { } job && job.Command == command && job.LastSeq is { } last && JobStatus.IsTerminal(job.Status) && next <= last)
            world.Break("I4", $"the log of {run.Job} ends at {next - 1} of {last}");
    }

    private bool MustBeWhole(string command, Run run) => AgentOf(run.Server) is FullAgent { IsReachable: true } agent && agent.Remembers(command) && !world.Watch.OnceLost.Contains(run.Job);

    private void NothingCrossedWorkspaces()
    {
        foreach (var table in new[] { "jobs", "audit", "events" })
            if (look.Count($"SELECT count(*) FROM {table} t JOIN servers s ON s.id = t.server_id WHERE t.workspace_id <> s.workspace_id") > 0)
                world.Break("I8", $"rows of {table} are in a workspace that is not their server's");
    }
}
