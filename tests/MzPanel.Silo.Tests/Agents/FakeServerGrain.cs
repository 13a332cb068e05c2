using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Tests.Agents;

/// <summary>What a socket needs of a server's grain, and a record of what it was told.</summary>
internal sealed class FakeServerGrain : IServerGrain
{
    public Func<AttachRequest, Task<AttachReply>> OnAttach { get; set; } = _ => Task.FromResult(new AttachReply { Epoch = 7, WorkspaceId = "wks_1" });

    public Func<long, Beat, bool> OnBeat { get; set; } = (_, _) => true;

    public Func<ReattachRequest, bool> OnReattach { get; set; } = _ => true;

    public Func<string, byte[], Task<FrameReply>> OnEvent { get; set; } = (_, _) => Task.FromResult(FrameReply.Durable);

    public Seen<AttachRequest> Attached { get; } = new();

    public Seen<long> WelcomedEpochs { get; } = new();

    public Seen<Beat> Beats { get; } = new();

    public Seen<ReattachRequest> Reattached { get; } = new();

    public Seen<(long Epoch, bool BySilo)> Detached { get; } = new();

    public Seen<string> Signals { get; } = new();

    public Seen<string> Rotated { get; } = new();

    public Seen<(string Type, string CommandId)> Asked { get; } = new();

    public async Task<AttachReply> Attach(AttachRequest request)
    {
        await Attached.Add(request);
        return await OnAttach(request);
    }

    public Task Welcomed(long epoch) => WelcomedEpochs.Add(epoch);

    public Task<bool> Beat(long epoch, Beat beat)
    {
        Beats.Add(beat);
        return Task.FromResult(OnBeat(epoch, beat));
    }

    public Task<bool> Reattach(ReattachRequest request)
    {
        Reattached.Add(request);
        return Task.FromResult(OnReattach(request));
    }

    public Task Detach(long epoch, bool bySilo) => Detached.Add((epoch, bySilo));

    public Task<FrameReply> StoreEvent(long epoch, string messageId, byte[] payload) => OnEvent(messageId, payload);

    public Task TokenRotated(long epoch, string messageId) => Rotated.Add(messageId);

    public Task Signal(string jobId) => Signals.Add(jobId);

    public Task<FrameReply> AskFrame(long epoch, string type, string commandId, byte[] payload)
    {
        Asked.Add((type, commandId));
        return Task.FromResult(FrameReply.Durable);
    }

    public Task DeliverRotation() => throw new NotSupportedException("No socket calls this.");

    public Task Drop(string reason) => throw new NotSupportedException("No socket calls this.");

    public Task<SubmitReply> Submit(NewJob job) => throw new NotSupportedException("No socket calls this.");

    public Task<CancelReply> Cancel(string jobId, Caller caller, bool abandon, KeptAnswer? kept) => throw new NotSupportedException("No socket calls this.");

    public Task Reconcile() => throw new NotSupportedException("No socket calls this.");

    public Task<LiveServer> Live() => throw new NotSupportedException("No socket calls this.");

    public Task<IReadOnlyList<MetricsPoint>> Metrics(long from, long to, int stepS) => throw new NotSupportedException("No socket calls this.");

    public Task<string> Ask(string kind, string args) => throw new NotSupportedException("No socket calls this.");
}
