using System.Buffers.Binary;
using MzPanel.Protocol;

namespace MzPanel.Agent.Logs;

/// <summary>One line in the spool: length of the text, flags, number, unix ms, then the text in UTF-8.</summary>
internal readonly ref struct SpoolLine
{
    public const int HeaderBytes = 4 + 1 + 8 + 8;
    private const byte StderrFlag = 1;
    private const byte PartialFlag = 2;

    public required long Seq { get; init; }

    public required long Ts { get; init; }

    public required bool Stderr { get; init; }

    public required bool Partial { get; init; }

    public required ReadOnlySpan<byte> Text { get; init; }

    public int Bytes => HeaderBytes + Text.Length;

    public void WriteTo(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Text.Length);
        target[4] = (byte)((Stderr ? StderrFlag : 0) | (Partial ? PartialFlag : 0));
        BinaryPrimitives.WriteInt64LittleEndian(target[5..], Seq);
        BinaryPrimitives.WriteInt64LittleEndian(target[13..], Ts);
        Text.CopyTo(target[HeaderBytes..]);
    }

    /// <summary>Reads a line that must have the number; false where it is not whole: its writer is at it, or was killed there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long seq, out SpoolLine line)
    {
        line = default;
        if (bytes.Length < HeaderBytes)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is < 0 or > ProtocolLimits.LinePieceBytes || bytes.Length < HeaderBytes + length
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[5..]) != seq)
            return false;
        line = new SpoolLine
        {
            Seq = seq,
            Ts = BinaryPrimitives.ReadInt64LittleEndian(bytes[13..]),
            Stderr = (bytes[4] & StderrFlag) != 0,
            Partial = (bytes[4] & PartialFlag) != 0,
            Text = bytes.Slice(HeaderBytes, length),
        };
        return true;
    }
}
