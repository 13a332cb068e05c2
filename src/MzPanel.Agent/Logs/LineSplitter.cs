using System.Buffers;
using System.Text;
using System.Text.Unicode;
using MzPanel.Protocol;

namespace MzPanel.Agent.Logs;

/// <summary>A piece of output that is ready: a whole line, or 8 KiB of one.</summary>
internal delegate void LinePiece(ReadOnlySpan<byte> utf8, bool partial);

/// <summary>
/// Cuts one stream of bytes into lines of valid UTF-8 of at most 8 KiB (agent-protocol.md, <c>log</c>): invalid bytes become
/// U+FFFD, all else is kept byte for byte, NUL and carriage returns included.
/// </summary>
internal sealed class LineSplitter(LinePiece emit)
{
    private readonly byte[] line = new byte[ProtocolLimits.LinePieceBytes];
    private readonly byte[] torn = new byte[4];
    private int length;
    private int tornLength;
    private bool open;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (tornLength > 0 && bytes.Length > 0)
            bytes = JoinTorn(bytes);
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            AddText(end < 0 ? bytes : bytes[..end], more: end < 0);
            if (end < 0)
                return;
            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>The stream is over: what has no newline is a line all the same.</summary>
    public void End()
    {
        AddTorn(more: false);
        if (open)
            EndLine();
    }

    private void EndLine()
    {
        emit(line.AsSpan(0, length), false);
        length = 0;
        open = false;
    }

    private void AddText(ReadOnlySpan<byte> text, bool more)
    {
        while (text.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(text, out _, out var used);
            if (status == OperationStatus.NeedMoreData && more)
            {
                text.CopyTo(torn);
                tornLength = text.Length;
                open = true;
                return;
            }
            if (status == OperationStatus.Done)
                used = ValidRun(text);
            AddValid(status == OperationStatus.Done ? text[..used] : "\uFFFD"u8);
            text = text[used..];
        }
    }

    // Most output is valid: one vectorised look at up to a line's worth saves the walk over its characters.
    private static int ValidRun(ReadOnlySpan<byte> text)
    {
        var run = text[..Math.Min(text.Length, ProtocolLimits.LinePieceBytes)];
        if (Utf8.IsValid(run))
            return run.Length;
        var valid = 0;
        while (Rune.DecodeFromUtf8(run[valid..], out _, out var used) == OperationStatus.Done)
            valid += used;
        return valid;
    }

    private void AddValid(ReadOnlySpan<byte> text)
    {
        open = true;
        while (length + text.Length > line.Length)
        {
            var fits = WholeCharacters(text, line.Length - length);
            text[..fits].CopyTo(line.AsSpan(length));
            emit(line.AsSpan(0, length + fits), true);
            length = 0;
            text = text[fits..];
        }
        text.CopyTo(line.AsSpan(length));
        length += text.Length;
    }

    private static int WholeCharacters(ReadOnlySpan<byte> text, int room)
    {
        // 10xxxxxx is a continuation byte: a cut before one would break a character.
        while (room > 0 && room < text.Length && (text[room] & 0xC0) == 0x80)
            room--;
        return room;
    }

    // A character may be spread over two reads. Bytes are added one by one until it is whole or known to be broken.
    private ReadOnlySpan<byte> JoinTorn(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != (byte)'\n')
        {
            torn[tornLength++] = bytes[0];
            bytes = bytes[1..];
            AddTorn(more: true);
            return bytes;
        }
        AddTorn(more: false);
        return bytes;
    }

    private void AddTorn(bool more)
    {
        var text = torn.AsSpan(0, tornLength).ToArray();
        tornLength = 0;
        AddText(text, more);
    }
}
