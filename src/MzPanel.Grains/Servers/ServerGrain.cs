using System.Text.Json;
using Microsoft.Extensions.Logging;
using MzPanel.Data.Agents;
using MzPanel.Data.Enrollment;
using MzPanel.Data.Events;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Metrics;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Metrics;
using Orleans.Placement;

namespace MzPanel.Grains.Servers;

/// <summary>
/// One VPS. This file: what the front end asks. <c>ServerGrain.Link.cs</c>: what the socket brings.
/// <c>ServerGrain.Time.cs</c>: what happens when nothing comes.
/// </summary>
[GrainType("server"), PreferLocalPlacement]
internal sealed partial class ServerGrain(
    [PersistentState("server")] IPersistentState<ServerState> state,
    ServerRecords servers, SessionRecords sessions, JobRecords jobs, EventRecords events, CredentialRecords credentials,
    CommandFrames frames, JobMeters meters, FreshJobs fresh, LocalLinks localLinks, LinkFinder finder, ILinkSource sockets, JudgeFree judge, SeenBatch seen, MetricsBatch metrics, DeliveryOptions options,
    ILocalSiloDetails silo, TimeProvider time, ILogger<ServerGrain> logger) : Grain, IServerGrain, IGrainMigrationParticipant
{
    private MetricsHistory history = new();
    private Dispatcher dispatcher = null!;
    private Asks asks = null!;
    private ServerRow? server;
    private int waiting;

    private string Id => this.GetPrimaryKeyString();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool Journal => state.State.Has(AgentFeature.Journal);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        dispatcher = new Dispatcher(Id, jobs, GrainFactory, meters, fresh, time);
        asks = new Asks(Id, frames, time);
        server = await servers.FindAsync(Id);
        await dispatcher.ReloadAsync();
        await RecallAsync();
        timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        Arm();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Count(0);
        Fold();
        if (link is not null)
        {
            localLinks.Release(Id, link.Mailbox);
            judge.Moved(Id);
        }
        if (reason.ReasonCode is not (DeactivationReasonCode.Migrating or DeactivationReasonCode.ShuttingDown))
            localLinks.Forget(Id);
        // Else the batch does soon; at the end of the process it may have been stopped before.
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
            await metrics.SaveAsync(Id);
    }

    public async Task<SubmitReply> Submit(NewJob job)
    {
        var (reply, started) = await dispatcher.SubmitAsync(job, options.MaxQueued, link, Journal);
        // A call to itself, not awaited: the 202 leaves now, the job starts as soon as the queue lets it.
        if (reply == SubmitReply.Accepted && !started)
            await this.AsReference<IServerGrain>().Signal(job.Id);
        Arm();
        return reply;
    }

    public async Task<CancelReply> Cancel(string jobId, Caller caller, bool abandon, KeptAnswer? kept)
    {
        var reply = await GrainFactory.GetGrain<IJobGrain>(jobId).Cancel(caller, abandon, kept);
        await dispatcher.RefreshAsync(jobId);
        if (link is { Welcomed: true } && await jobs.FindAsync(jobId) is { CommandId: { } commandId, FinishedAt: null } job && JobStatus.HoldsLane(job.Status))
            await link.Cancel(commandId);
        await GoOnAsync();
        return reply;
    }

    public async Task Signal(string jobId)
    {
        await dispatcher.HeardAsync(jobId);
        await GoOnAsync();
    }

    public async Task Reconcile()
    {
        await dispatcher.ReloadAsync();
        await LookAsync();
        await GoOnAsync();
    }

    public Task<LiveServer> Live() => Task.FromResult(new LiveServer(Status, presence.LastContact is { } at && link is not null
        ? Math.Max(at, link.Mailbox.SeenAt) : presence.LastContact, (link?.Mailbox.Latest ?? lastBeat)?.Payload));

    public Task<IReadOnlyList<MetricsPoint>> Metrics(long from, long to, int stepS)
    {
        Fold();
        return metrics.ReadAsync(Id, from, to, stepS);
    }

    public Task<string> Ask(string kind, string args) => asks.AskAsync(link, kind, args);

    public async Task<FrameReply> AskFrame(long epoch, string type, string commandId, byte[] payload)
    {
        if (link?.Epoch != epoch)
            return FrameReply.Stale;
        switch (type)
        {
            case MessageType.CmdAck:
                asks.Refused(commandId, JsonSerializer.Deserialize(payload, ProtocolJson.Default.CmdAck)!);
                break;
            case MessageType.JobDone:
                asks.Ended(commandId, JsonSerializer.Deserialize(payload, ProtocolJson.Default.JobDone)!);
                break;
            case MessageType.Log:
                await link.AckLog(commandId, asks.Lines(commandId, JsonSerializer.Deserialize(payload, ProtocolJson.Default.LogBatch)!));
                break;
        }
        return FrameReply.Durable;
    }

    /// <summary>Starts what may start and sets the clock for what comes next.</summary>
    private async Task GoOnAsync()
    {
        await StartAsync();
        Arm();
    }

    private void Count(int now)
    {
        meters.Waiting(waiting, now);
        waiting = now;
    }

    private void Fold()
    {
        foreach (var beat in link?.Mailbox.Drain() ?? [])
            if (Parse(beat) is { } heartbeat)
                history.Add(beat.At, heartbeat);
        metrics.Add(history.TakeNews(Id));
    }

    private Heartbeat? Parse(Beat beat)
    {
        try
        {
            return JsonSerializer.Deserialize(beat.Payload, ProtocolJson.Default.Heartbeat);
        }
        catch (JsonException e)
        {
            LogOddHeartbeat(e, Id);
            return null;
        }
    }
}
