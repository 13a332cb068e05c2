using BenchmarkDotNet.Attributes;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Logs;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Hot;

/// <summary>Reading a frame: the envelope alone, as the socket does for each, and with its payload.</summary>
public class EnvelopeReading
{
    private readonly byte[] heartbeat = Frames.Heartbeat;
    private readonly byte[] log = Frames.Log(50);

    /// <summary>All that is done for most heartbeats.</summary>
    [Benchmark]
    public long HeartbeatEnvelope()
    {
        using var envelope = Read(heartbeat);
        return envelope.Ts;
    }

    /// <summary>Where somebody looks, or a minute is folded.</summary>
    [Benchmark]
    public Heartbeat? HeartbeatWithPayload()
    {
        using var envelope = Read(heartbeat);
        return EnvelopeReader.Payload(envelope, ProtocolJson.Default.Heartbeat, out _);
    }

    /// <summary>50 lines of 100 bytes.</summary>
    [Benchmark]
    public LogBatch? LogOf50Lines()
    {
        using var envelope = Read(log);
        return EnvelopeReader.Payload(envelope, ProtocolJson.Default.LogBatch, out _);
    }

    private static Envelope Read(byte[] frame) =>
        EnvelopeReader.TryRead(frame, out var envelope, out var fault) ? envelope : throw new InvalidOperationException(fault.Message);
}
