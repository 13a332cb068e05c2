using MzPanel.Grains.Servers;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace MzPanel.Grains.Jobs;

/// <summary>One job: owns its life and the numbering of its log. The key is the job id. Only this grain makes transitions.</summary>
[Version(1), Alias("mzpanel.job")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>
    /// Writes the job; called by its <see cref="IServerGrain"/> only. Where terms are given, it is offered in the same commit if the
    /// records allow it, and the frame to send comes back.
    /// </summary>
    [Repeatable, Alias("create")]
    Task<CreateReply> Create(NewJob job, int maxQueued, OfferTerms? atOnce);

    /// <summary>Moves the job to <c>offered</c> and returns the frame to send; <see langword="null"/> where it is not to be sent.</summary>
    [Alias("offer")]
    Task<OfferReply> Offer(OfferTerms terms);

    /// <summary>The same envelope again for a command that is still <c>offered</c>; no frame where it is not.</summary>
    [Repeatable, Alias("again")]
    Task<OfferReply> OfferAgain(long epoch);

    /// <summary>The agent took or refused the command; when this returns it is durable.</summary>
    [Repeatable, Alias("ack")]
    Task<FrameReply> Acknowledged(AgentFrame from, bool accepted, string? code, string? message);

    /// <summary>Lines or a gap; returns after the commit with the last durable line.</summary>
    [AlwaysInterleave, Repeatable, Alias("append")]
    Task<LogReply> Append(AgentFrame from, LogPiece piece);

    /// <summary>The command ended; when this returns it is durable.</summary>
    [Repeatable, Alias("done")]
    Task<FrameReply> Done(AgentFrame from, JobEnd end);

    /// <summary>Asks the job to stop; the answer to keep commits with the transition.</summary>
    [Alias("cancel")]
    Task<CancelReply> Cancel(Caller caller, bool abandon, KeptAnswer? kept);

    /// <summary>What a <c>hello</c> (or its silence about this job) means for it.</summary>
    [Repeatable, Alias("settle")]
    Task<SettleReply> Settle(HelloFacts facts);

    /// <summary>A deadline may have passed, or the server is silent: look.</summary>
    [Repeatable, Alias("look")]
    Task<LookReply> Look(Silence silence);

    /// <summary>Its server's socket is on that silo: the grain goes there, with its few memories.</summary>
    [OneWay, AlwaysInterleave, Alias("moveto")]
    Task MoveTo(SiloAddress home);

    /// <summary>Somebody watches: for 30 s changes and lines are published to the job's stream (<see cref="JobNews"/>).</summary>
    [AlwaysInterleave, Repeatable, Alias("watch")]
    Task Watch();
}
