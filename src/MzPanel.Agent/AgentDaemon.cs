using Microsoft.Extensions.Logging;
using MzPanel.Agent.Config;
using MzPanel.Agent.Events;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Journal;
using MzPanel.Agent.License;
using MzPanel.Agent.Link;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Watchdog;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent;

/// <summary>The daemon's parts, put together: <c>mzagent run</c>.</summary>
internal sealed class AgentDaemon : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeafLook = TimeSpan.FromMilliseconds(25);
    private readonly AgentRoot root;
    private readonly TimeProvider time;
    private readonly AgentJournal journal;
    private readonly JobDesk desk;
    private readonly JobBook book;
    private readonly LogFeed feed = new();
    private readonly BellListener bell;
    private readonly Pulse linkPulse = new();
    private readonly Pulse deskPulse = new();
    private readonly LinkLoop link;

    /// <summary>Opens the journal; throws <see cref="IOException"/> where another agent runs beneath the same root.</summary>
    public AgentDaemon(
        AgentRoot root, ConfigStore config, IReadOnlyList<CommandKind> kinds, IReadOnlyList<string> workerProgram,
        IServerFacts facts, IHeartbeatSource metrics, TimeProvider time, Func<double> random, ILoggerFactory loggers)
    {
        (this.root, this.time) = (root, time);
        var guard = new Lock();
        var clock = new ServerClock(time);
        var keys = new KeyRing(config, clock);
        journal = AgentJournal.Open(JournalFile.Open(root.StateDirectory), time);
        bell = new BellListener(Doorbell.PathIn(root.StateDirectory));
        var workers = new ProcessWorkers(root, workerProgram);
        var reports = new Reports(journal, workers, time);
        var gate = new CommandGate(() => config.Current.ServerId, () => keys.Accepted, clock, () => LocalPolicy.Read(root), root,
            name => kinds.FirstOrDefault(k => k.Name == name));
        desk = new JobDesk(journal, gate, workers, reports, guard, root.Path, time, loggers.CreateLogger<JobDesk>());
        desk.Spooling += feed.Stir;
        book = new JobBook(journal, desk, reports, workers, guard);
        Events = new EventQueue(journal, reports, guard);
        link = new LinkLoop(new LinkParts(root, config, desk, book, keys, new LicenseStore(root, config, keys), clock, feed, facts, metrics,
            [.. kinds.Select(k => k.Name)], time, random, linkPulse, () => Welcomed?.Invoke(), loggers.CreateLogger<LinkLoop>()));
    }

    /// <summary>Where parts of the agent tell what happened on the VPS.</summary>
    public EventQueue Events { get; }

    /// <summary>The agent's own loop has come round: what a supervisor's watchdog is fed with.</summary>
    public event Action? CameRound;

    /// <summary>The control plane has welcomed this agent, once for each connection.</summary>
    public event Action? Welcomed;

    /// <summary>Runs until it is stopped; <see langword="false"/> where the control plane has refused this agent for good.</summary>
    public async Task<bool> RunAsync(CancellationToken stopped)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        using var watchdog = new OwnWatchdog([linkPulse, deskPulse], time);
        desk.Adopt();
        watchdog.Start();
        Task[] loops = [LookAsync(ending.Token), ListenAsync(ending.Token)];
        try
        {
            await link.RunAsync(ending.Token);
            return false;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(loops).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public void Dispose()
    {
        bell.Dispose();
        journal.Dispose();
    }

    // Rings may be lost, workers may die without one, and messages come due by the clock alone.
    private async Task LookAsync(CancellationToken stopped)
    {
        while (true)
        {
            desk.Reconcile();
            CollectEvents();
            var living = book.LogOwners();
            foreach (var owner in living)
                feed.Stir(owner.Ref);
            deskPulse.Beat();
            CameRound?.Invoke();
            await Task.Delay(bell.Hears || living.Count == 0 ? Look : DeafLook, time, stopped);
        }
    }

    private void CollectEvents()
    {
        try
        {
            EventDrop.Collect(root, Events.Publish);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They stay where they are until the next look, for example while the disk is full.
        }
    }

    private async Task ListenAsync(CancellationToken stopped)
    {
        while (true)
        {
            var ring = await bell.NextAsync(stopped);
            if (ring.Ended)
                desk.Reconcile();
            feed.Stir(ring.Ref);
        }
    }
}
