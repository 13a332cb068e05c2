using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Silo.Agents;

/// <summary>The first message of a connection, looked at but not understood: its grain reads what it means.</summary>
internal sealed record HelloFrame(string Id, byte[] Payload)
{
    public static bool TryRead(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out HelloFrame? hello, [NotNullWhen(false)] out EnvelopeFault? fault)
    {
        hello = null;
        if (!EnvelopeReader.TryRead(text, out var envelope, out fault))
            return false;
        using (envelope)
        {
            fault = Fault(envelope);
            if (fault is null)
                hello = new HelloFrame(envelope.Id, JsonMarshal.GetRawUtf8Value(envelope.Payload).ToArray());
        }
        return hello is not null;
    }

    private static EnvelopeFault? Fault(in Envelope envelope)
    {
        if (envelope.Type != MessageType.Hello)
            return new EnvelopeFault("hello_expected", "The first message is a hello.", envelope.Id);
        if (EnvelopeReader.Payload(envelope, ProtocolJson.Default.Hello, out var fault) is not { } hello)
            return fault;
        return hello.LastEpoch is < 0 or > ProtocolLimits.MaxEpoch ? new EnvelopeFault("bad_epoch", "last_epoch is out of range.", envelope.Id) : null;
    }
}
