using System.Text;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Tests.Envelopes;

public sealed class EnvelopeFuzzTests
{
    private const int Frames = 20_000;
    private static readonly string[] Codes = ["malformed_json", "unsupported_version", "missing_member"];

    private static readonly byte[][] Splices = [.. new[]
    {
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e999", "0", "\\ud800", "\\udc00", "\\u0000", "\\u006", "\"v\":2,",
        "\"id\":\"x\",", "\"payload\":{},", "{\"a\":1,\"a\":2}", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "//", "\n", "\0",
    }.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF]];

    [Theory, InlineData(1), InlineData(2)]
    public void A_mutated_message_is_an_envelope_or_a_fault_and_never_throws(int seed)
    {
        var random = new Random(seed);
        var seeds = Golden.Names.Select(Golden.Bytes).ToArray();
        var read = 0;
        for (var i = 0; i < Frames; i++)
        {
            var frame = Mutated(seeds[random.Next(seeds.Length)], random);
            if (Record.Exception(() => read += Handled(frame) ? 1 : 0) is { } thrown)
                Assert.Fail($"Frame {i} of seed {seed} ({Convert.ToBase64String(frame)}) threw {thrown}");
        }
        // A fuzzer that only makes rubbish, or none, tests nothing.
        Assert.InRange(read, Frames / 20, Frames * 19 / 20);
    }

    // What is read is also shaped as every type, and what was shaped can be written and is a message again.
    private static bool Handled(byte[] frame)
    {
        var copy = frame.ToArray();
        if (!EnvelopeReader.TryRead(frame, out var envelope, out var fault))
        {
            Assert.Contains(fault.Code, Codes);
            return false;
        }
        using (envelope)
            foreach (var shape in MessageShape.All.Values)
                AssertShaped(shape, envelope);
        Assert.Equal(copy, frame);
        return true;
    }

    private static void AssertShaped(MessageShape shape, in Envelope envelope)
    {
        if (shape.Rewrite(envelope, out var fault) is not { } written)
        {
            Assert.Equal(("missing_member", envelope.Id), (fault!.Code, fault.Id));
            return;
        }
        Assert.True(EnvelopeReader.TryRead(written, out var again, out _), Encoding.UTF8.GetString(written));
        using (again)
            Assert.Equal((envelope.Id, envelope.Ts, envelope.Type, envelope.Ref), (again.Id, again.Ts, again.Type, again.Ref));
    }

    private static byte[] Mutated(byte[] message, Random random)
    {
        var bytes = message.ToList();
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 0; times--)
            Mutate(bytes, random);
        return [.. bytes];
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 12), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
            case 4: bytes.InsertRange(at, Splices[random.Next(Splices.Length)]); break;
            case 5: bytes[at] = (byte)random.Next('0', '9' + 1); break;
            default: bytes.RemoveRange(at, random.Next(4) == 0 ? bytes.Count - at : 1); break;
        }
    }
}
