using MzPanel.Agent.Jobs;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;
using MzPanel.Protocol.Metrics;
using MzPanel.Simulation.Tests.Links;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>
/// A minimal agent without features: it remembers commands while its process lives, sends each line once, and its result until
/// it is acknowledged. Some list their commands in <c>hello</c>, some say nothing.
/// </summary>
internal sealed class ForeignAgent(World world, string serverId, bool lists) : SimAgent(world, serverId)
{
    private const long ResendMs = 4_000;
    private readonly Dictionary<string, Work> works = [];

    public bool Lists => lists;

    public override bool IsSentAgain => false;

    public override bool IsAtWork(string @ref) => works.GetValueOrDefault(@ref) is { Done: null };

    public override bool Remembers(string @ref) => works.ContainsKey(@ref);

    /// <summary>The process and all it runs are gone, with every memory of it.</summary>
    public void Kill(long restartsInMs)
    {
        if (!IsUp)
            return;
        World.Trace($"{Name} killed");
        IsUp = false;
        foreach (var work in works.Values)
            work.Worker.Die();
        works.Clear();
        HangUp();
        Loop.After(restartsInMs, () =>
        {
            IsUp = true;
            DialNow();
        });
    }

    public void HurryUp()
    {
        foreach (var work in works.Values)
            work.Worker.HurryUp();
    }

    protected override Hello Hello() => !lists ? new Hello() : new Hello
    {
        Jobs = [.. works.Where(w => !w.Value.Acked).Select(w => new HelloJob
        {
            Ref = w.Key, State = w.Value.Done is null ? HelloJob.Running : HelloJob.Done, LastSeq = w.Value.Worker.LastSeq,
        })],
    };

    protected override void Welcomed(Welcome welcome, Link link)
    {
        foreach (var verdict in welcome.Resume.Where(r => r.Verdict == Resume.Forget))
            if (works.GetValueOrDefault(verdict.Ref) is { } forgotten)
                forgotten.Acked = true;
        foreach (var work in works)
            Report(work.Key, work.Value);
    }

    protected override void Heard(Envelope message)
    {
        if (message.Type == MessageType.Cmd)
            Offer(message.Id, EnvelopeReader.Payload(message, ProtocolJson.Default.Cmd, out _)!);
        else if (message.Type == MessageType.Ack && works.FirstOrDefault(w => w.Value.DoneId == message.Ref) is { Key: { } @ref, Value: { Done: { } done } work })
        {
            work.Acked = true;
            World.Ledger.Settled[@ref] = done;
        }
    }

    protected override void Unlinked()
    {
    }

    protected override IReadOnlyList<HeartbeatJob>? Running() =>
        lists ? [.. works.Where(w => w.Value.Done is null).Select(w => new HeartbeatJob { Ref = w.Key, LastSeq = w.Value.Worker.LastSeq })] : null;

    protected override void Act(Action act)
    {
        if (IsUp)
            act();
    }

    private void Offer(string id, Cmd cmd)
    {
        if (works.TryGetValue(id, out var known) && !World.Defect.ForgetsCommands)
        {
            Report(id, known);
            return;
        }
        var worker = new SimWorker(World, ServerId, new JobSpec(id, cmd.JobId, cmd.Kind, cmd.Args, cmd.TimeoutS, ""), cmd.Attempt, () => Act(() => News(id)));
        works[id] = new Work(worker, cmd.JobId);
        if (Loop.Dice.Chance(0.5))
            Link!.ToPlane(new AgentMessage(MessageType.CmdAck, Guid.NewGuid().ToString(), id, new CmdAck { Accepted = true }));
        worker.Begin();
    }

    private void News(string @ref)
    {
        if (works.GetValueOrDefault(@ref) is not { } work)
            return;
        if (work.Sent < work.Worker.LastSeq)
            SendLines(@ref, work);
        if (work.Worker.Exit is not { } exit || work.Done is not null)
            return;
        work.Done = new JobDone { JobId = work.JobId, ExitCode = exit.ExitCode, DurationMs = exit.DurationMs, LastSeq = exit.LastSeq, Outcome = exit.Outcome };
        Report(@ref, work);
        Repeat(@ref, work);
    }

    // What is written while no link is there is lost.
    private void SendLines(string @ref, Work work)
    {
        var lines = new List<LogLine>();
        for (var seq = work.Sent + 1; seq <= work.Worker.LastSeq; seq++)
            lines.Add(new LogLine { Stream = LogLine.Stdout, Text = work.Worker.Line(seq)!, Ts = seq });
        if (IsWelcomed)
            Link!.ToPlane(new AgentMessage(MessageType.Log, Guid.NewGuid().ToString(), @ref, new LogBatch { JobId = work.JobId, Seq = work.Sent + 1, Lines = lines }));
        work.Sent = work.Worker.LastSeq;
    }

    private void Repeat(string @ref, Work work) => Loop.After(ResendMs, () =>
    {
        if (work.Acked || works.GetValueOrDefault(@ref) != work)
            return;
        Report(@ref, work);
        Repeat(@ref, work);
    });

    private void Report(string @ref, Work work)
    {
        if (IsWelcomed && work is { Done: { } done, Acked: false })
            Link!.ToPlane(new AgentMessage(MessageType.JobDone, work.DoneId, @ref, done));
    }

    private sealed class Work(SimWorker worker, string jobId)
    {
        public SimWorker Worker => worker;

        public string JobId => jobId;

        public string DoneId { get; } = Guid.NewGuid().ToString();

        public JobDone? Done { get; set; }

        public bool Acked { get; set; }

        public long Sent { get; set; }
    }
}
