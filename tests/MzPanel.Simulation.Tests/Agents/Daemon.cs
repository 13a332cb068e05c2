using Microsoft.Extensions.Logging.Abstractions;
using MzPanel.Agent.Config;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Journal;
using MzPanel.Agent.License;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Metrics;
using MzPanel.Simulation.Tests.Links;
using MzPanel.Simulation.Tests.Storage;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>One life of the agent's process: its real parts, put together as <c>AgentDaemon</c> does.</summary>
internal sealed class Daemon
{
    private readonly FullAgent agent;
    private readonly ServerClock clock;
    private readonly JobBook book;
    private readonly Reports reports;
    private LogOut? logs;

    public Daemon(FullAgent agent, IJournalFile disk)
    {
        this.agent = agent;
        clock = new ServerClock(agent.Clock);
        Journal = AgentJournal.Open(disk, agent.Clock);
        var guard = new Lock();
        var root = new AgentRoot("/simulated");
        reports = new Reports(Journal, agent.Workers, agent.Clock);
        var gate = new CommandGate(
            () => agent.ServerId, () => Installation.Shared.Keys.Published.Keys, clock, () => new LocalPolicy(true, true), root, CommandCatalogue.Find);
        Desk = new JobDesk(Journal, gate, agent.Workers, reports, guard, root.Path, agent.Clock, NullLogger<JobDesk>.Instance);
        Desk.Spooling += Stir;
        book = new JobBook(Journal, Desk, reports, agent.Workers, guard);
    }

    public AgentJournal Journal { get; }

    public JobDesk Desk { get; }

    public Hello Hello() => new()
    {
        Hostname = agent.Name,
        JournalId = book.JournalId,
        LastEpoch = book.LastEpoch,
        Features = [AgentFeature.Journal, AgentFeature.LogAck, AgentFeature.Cancel, AgentFeature.SignedCommand],
        Jobs = book.Told(),
    };

    public void Welcomed(Welcome welcome, Link link)
    {
        clock.Set(welcome.ServerTime);
        book.Welcome(welcome, new AgentOutbox(link));
        logs = new LogOut(agent, book, link);
        logs.Begin(welcome.Resume);
    }

    public void Unlinked()
    {
        logs = null;
        book.Detach();
    }

    public IReadOnlyList<HeartbeatJob> Running() => book.Running();

    public void Offer(string id, Cmd cmd)
    {
        if (agent.World.Defect.ForgetsCommands && Journal.State.Find(id) is { Living: true })
            agent.Workers.Start(id);
        else if (!agent.World.Loop.Dice.Chance(agent.World.Busy) || Journal.State.Find(id) is not null)
            Desk.Offer(id, cmd);
        else
            Refuse(id);
    }

    // As the desk refuses when too much runs already.
    private void Refuse(string id)
    {
        Journal.Append(new CommandRefused(id, Nack.Busy, "simulated: busy", agent.Clock.UnixMs));
        reports.Answer(id, CommandGate.No(Nack.Busy, "simulated: busy"));
    }

    public void Cancel(string @ref, int graceS) => Desk.Cancel(@ref, graceS);

    public void Acked(string messageId)
    {
        if (Journal.State.FindByDone(messageId) is { } entry)
            agent.World.Ledger.Settled[entry.Ref] = entry.Done!;
        book.Ack(messageId);
    }

    public void LogAcked(string @ref, long seq) => logs?.Ack(@ref, seq);

    public void Stir(string @ref)
    {
        if (agent.Workers.Look(@ref).Exit is not null && Journal.State.Find(@ref) is { Living: true })
            Desk.Reconcile();
        logs?.Send(@ref);
    }

    public void Look()
    {
        Desk.Reconcile();
        foreach (var owner in book.LogOwners())
            logs?.Send(owner.Ref);
    }
}
