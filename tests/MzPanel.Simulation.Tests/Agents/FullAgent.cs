using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Metrics;
using MzPanel.Simulation.Tests.Links;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>
/// Our own agent: the real journal, desk, book and reports over a disk and workers that are simulated. Its process can be
/// killed at each write of the journal, its VPS can lose power, and can be set up anew.
/// </summary>
internal sealed class FullAgent : SimAgent
{
    private const long LookMs = 1_000;
    private readonly Dictionary<string, int> attempts = [];
    private readonly HashSet<string> former = [];
    private JournalDisk disk;
    private Daemon? daemon;

    public FullAgent(World world, string serverId) : base(world, serverId)
    {
        Workers = new SimWorkers(this);
        disk = NewDisk();
        Act(StartDaemon);
    }

    public SimWorkers Workers { get; private set; }

    public int AttemptOf(string @ref) => attempts.GetValueOrDefault(@ref, 1);

    public override bool IsSentAgain => true;

    public override bool IsAtWork(string @ref) => daemon?.Journal.State.Find(@ref) is { Living: true };

    public override bool Remembers(string @ref) => daemon?.Journal.State.Find(@ref) is not null;

    /// <summary>The process is killed after that many writes of the journal.</summary>
    public void StrikeIn(int writes, double survives) => (disk.StrikesIn, disk.Survives) = (writes, survives);

    /// <summary>What was to kill it does not come.</summary>
    public void Spare() => disk.StrikesIn = -1;

    /// <summary>The process is killed now; its workers go on.</summary>
    public void Kill(long restartsInMs)
    {
        if (!IsUp)
            return;
        World.Trace($"{Name} killed");
        IsUp = false;
        daemon = null;
        HangUp();
        disk.Cut();
        Loop.After(restartsInMs, Restart);
    }

    public void PowerCut(long restartsInMs)
    {
        World.Trace($"{Name} loses power");
        Workers.PowerCut();
        Kill(restartsInMs);
    }

    /// <summary>A new VPS under the same token.</summary>
    public void Reimage(long restartsInMs)
    {
        PowerCut(restartsInMs);
        World.Trace($"{Name} is set up anew");
        former.UnionWith(attempts.Keys);
        (disk, Workers) = (NewDisk(), new SimWorkers(this));
    }

    /// <summary>Lines, or the end, of a command.</summary>
    public void Stir(string @ref) => Act(() => daemon?.Stir(@ref));

    protected override Hello Hello() => daemon!.Hello();

    protected override void Welcomed(Welcome welcome, Link link) => daemon!.Welcomed(welcome, link);

    protected override void Unlinked() => daemon?.Unlinked();

    protected override IReadOnlyList<HeartbeatJob>? Running() => daemon?.Running();

    protected override void Heard(Envelope message)
    {
        switch (message.Type)
        {
            case MessageType.Cmd:
                var cmd = EnvelopeReader.Payload(message, ProtocolJson.Default.Cmd, out _)!;
                if (former.Contains(message.Id))
                    World.Break("I2", $"{cmd.JobId}/{cmd.Attempt} was sent again to a VPS that was set up anew");
                attempts[message.Id] = cmd.Attempt;
                daemon!.Offer(message.Id, cmd);
                break;
            case MessageType.Cancel:
                daemon!.Cancel(message.Ref!, EnvelopeReader.Payload(message, ProtocolJson.Default.CancelCommand, out _)!.GraceS);
                break;
            case MessageType.LogAck:
                daemon!.LogAcked(message.Ref!, EnvelopeReader.Payload(message, ProtocolJson.Default.LogAck, out _)!.AckedSeq);
                break;
            case MessageType.Ack:
                daemon!.Acked(message.Ref!);
                break;
        }
    }

    protected override void Act(Action act)
    {
        if (!IsUp)
            return;
        try
        {
            act();
        }
        catch (KilledException)
        {
            Kill(Loop.Dice.Between(200, 5_000));
        }
    }

    private JournalDisk NewDisk() => new() { NeverSyncs = World.Defect.NeverSyncsJournal };

    private void Restart()
    {
        if (IsUp)
            return;
        IsUp = true;
        Act(StartDaemon);
        DialNow();
    }

    private void StartDaemon()
    {
        var started = daemon = new Daemon(this, disk);
        started.Desk.Adopt();
        Look(started);
    }

    private void Look(Daemon of) => Loop.After(LookMs, () =>
    {
        if (daemon != of)
            return;
        Act(of.Look);
        Look(of);
    });
}
