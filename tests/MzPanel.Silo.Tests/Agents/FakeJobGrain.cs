using MzPanel.Grains.Jobs;

namespace MzPanel.Silo.Tests.Agents;

/// <summary>What a socket needs of a job's grain, and a record of what it was told.</summary>
internal sealed class FakeJobGrain : IJobGrain
{
    public Func<LogPiece, Task<LogReply>> OnAppend { get; set; } = piece => Task.FromResult(new LogReply(piece.Seq + piece.Count - 1));

    public Func<Task<FrameReply>> OnFrame { get; set; } = () => Task.FromResult(FrameReply.Durable);

    public Seen<(AgentFrame From, bool Accepted, string? Code)> Acks { get; } = new();

    public Seen<(AgentFrame From, JobEnd End)> Ends { get; } = new();

    public Seen<LogPiece> Pieces { get; } = new();

    public Task<FrameReply> Acknowledged(AgentFrame from, bool accepted, string? code, string? message)
    {
        Acks.Add((from, accepted, code));
        return OnFrame();
    }

    public Task<LogReply> Append(AgentFrame from, LogPiece piece)
    {
        Pieces.Add(piece);
        return OnAppend(piece);
    }

    public Task<FrameReply> Done(AgentFrame from, JobEnd end)
    {
        Ends.Add((from, end));
        return OnFrame();
    }

    public Task<CreateReply> Create(NewJob job, int maxQueued, OfferTerms? atOnce) => throw new NotSupportedException("No socket calls this.");

    public Task<OfferReply> Offer(OfferTerms terms) => throw new NotSupportedException("No socket calls this.");

    public Task<OfferReply> OfferAgain(long epoch) => throw new NotSupportedException("No socket calls this.");

    public Task<CancelReply> Cancel(Caller caller, bool abandon, KeptAnswer? kept) => throw new NotSupportedException("No socket calls this.");

    public Task<SettleReply> Settle(HelloFacts facts) => throw new NotSupportedException("No socket calls this.");

    public Task<LookReply> Look(Silence silence) => throw new NotSupportedException("No socket calls this.");

    public Task MoveTo(SiloAddress home) => throw new NotSupportedException("No socket calls this.");

    public Task Watch() => throw new NotSupportedException("No socket calls this.");
}
