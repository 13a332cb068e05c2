using System.Runtime.InteropServices;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Tests.Envelopes;

namespace MzPanel.Protocol.Tests.Metrics;

public sealed class HeartbeatCostTests
{
    private const int Rounds = 200;

    [Fact]
    public void A_heartbeat_read_and_kept_as_bytes_allocates_at_most_1_KiB()
    {
        var frame = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(System.Text.Json.Nodes.JsonNode.Parse(Golden.Bytes("heartbeat")));
        var kept = 0;
        for (var i = 0; i < Rounds; i++)
            kept += Kept(frame).Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            kept += Kept(frame).Length;
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds, 1, 1024);
        Assert.Equal(0, kept % Rounds);
    }

    private static byte[] Kept(byte[] frame)
    {
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        using (envelope)
            return JsonMarshal.GetRawUtf8Value(envelope.Payload).ToArray();
    }
}
