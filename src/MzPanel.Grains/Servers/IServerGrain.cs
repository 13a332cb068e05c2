using MzPanel.Grains.Jobs;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace MzPanel.Grains.Servers;

/// <summary>
/// One VPS: owns its link, its presence, its latest metrics and the order of its jobs (house.md, "Who owns what"). The key is
/// the server id.
/// </summary>
[Version(1), Alias("mzpanel.server")]
public interface IServerGrain : IGrainWithStringKey
{
    /// <summary>
    /// A socket brought a <c>hello</c>: raises the epoch, settles every command the hello tells about, and answers what to say.
    /// Called again on the same socket when the grain has forgotten it (<see cref="Beat"/> answered <see langword="false"/>).
    /// One that waited while another connection was accepted, because a silo stood still, is refused: the agent may live elsewhere by then.
    /// </summary>
    [Repeatable, Alias("attach")]
    Task<AttachReply> Attach(AttachRequest request);

    /// <summary>The <c>welcome</c> is in the send queue: from here on commands may be sent.</summary>
    [Repeatable, Alias("welcomed")]
    Task Welcomed(long epoch);

    /// <summary>
    /// A sign of life from a socket whose grain is not on its silo. <see langword="false"/>: the grain does not know this link
    /// (any more), attach again.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("beat")]
    Task<bool> Beat(long epoch, Beat beat);

    /// <summary>The same socket asks a grain that has forgotten it to take it back: epoch and journal stay as they are.</summary>
    [Repeatable, Alias("reattach")]
    Task<bool> Reattach(ReattachRequest request);

    /// <summary>The socket is gone. <paramref name="bySilo"/>: the silo ended it itself, so the agent is not to blame.</summary>
    [Repeatable, Alias("detach")]
    Task Detach(long epoch, bool bySilo);

    /// <summary>Stores an event once, by message id; the caller acknowledges it to the agent where the answer says so.</summary>
    [Repeatable, Alias("event")]
    Task<FrameReply> StoreEvent(long epoch, string messageId, [Immutable] byte[] payload);

    /// <summary>The agent acknowledged a <c>token_rotate</c>.</summary>
    [Repeatable, Alias("rotated")]
    Task TokenRotated(long epoch, string messageId);

    /// <summary>A token rotation waits in the records: deliver it now if the agent is connected.</summary>
    [Repeatable, Alias("rotate")]
    Task DeliverRotation();

    /// <summary>The server was deleted or registered anew: closes its link with 4401.</summary>
    [Repeatable, Alias("drop")]
    Task Drop(string reason);

    /// <summary>Accepts a job: durable when this returns. Refuses with <c>queue_full</c>, or <c>not_found</c> for a deleted server.</summary>
    [Repeatable, Alias("submit")]
    Task<SubmitReply> Submit(NewJob job);

    /// <summary>Asks a job to stop (delivery.md, "Cancel"); refuses with <c>job_not_cancellable</c>.</summary>
    [Alias("cancel")]
    Task<CancelReply> Cancel(string jobId, Caller caller, bool abandon, KeptAnswer? kept);

    /// <summary>Something about a job changed: look at the queue. May be lost; <see cref="Reconcile"/> heals it.</summary>
    [OneWay, Alias("signal")]
    Task Signal(string jobId);

    /// <summary>Brings the queue, deadlines and presence into line with the records; idempotent.</summary>
    [Repeatable, Alias("reconcile")]
    Task Reconcile();

    /// <summary>Presence and the latest metrics, without waiting for anything.</summary>
    [AlwaysInterleave, Alias("live")]
    Task<LiveServer> Live();

    /// <summary>Metrics history, downsampled to <paramref name="stepS"/> seconds; times unix ms.</summary>
    [AlwaysInterleave, Repeatable, Alias("metrics")]
    Task<IReadOnlyList<MetricsPoint>> Metrics(long from, long to, int stepS);

    /// <summary>
    /// Asks the agent now and returns the result as JSON: no job, no record. Refuses with <c>server_offline</c>, or
    /// <c>unavailable</c> after 10 s.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("ask")]
    Task<string> Ask(string kind, string args);

    /// <summary>
    /// A <c>log</c>, <c>cmd_ack</c> or <c>job_done</c> about a command of <see cref="Ask"/> (its job id starts with
    /// <see cref="AskPrefix"/>).
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("askframe")]
    Task<FrameReply> AskFrame(long epoch, string type, string commandId, [Immutable] byte[] payload);

    /// <summary>Prefix of the job ids of commands that are no jobs.</summary>
    const string AskPrefix = "ask_";
}
