using System.Globalization;
using System.Text;
using System.Text.Json;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Agent.Journal;

/// <summary>A record on disk: CRC-32 of the JSON in 8 hex digits, a space, the JSON, a newline.</summary>
internal static class JournalFormat
{
    private const int PrefixLength = 9;

    public static byte[] Write(JournalRecord record)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, JournalJson.Default.JournalRecord);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{Crc32.Of(json):x8} ");
        return [.. Encoding.ASCII.GetBytes(prefix), .. json, (byte)'\n'];
    }

    /// <summary>
    /// The records up to the first broken line, and how many bytes they take. A torn tail is what a kill in mid-write leaves; a
    /// broken line with good ones behind it is not, and then nothing in the file can be relied on.
    /// </summary>
    public static JournalContent Read(ReadOnlySpan<byte> file)
    {
        var records = new List<JournalRecord>();
        var good = 0;
        while (NextLine(file[good..], out var line) && Payload(line, out var json))
        {
            // A record of a newer version: it is whole, and this program has no use for it.
            if (Parse(json) is { } record)
                records.Add(record);
            good += line.Length + 1;
        }
        return new JournalContent(records, good, HoldsGoodLine(file[good..]));
    }

    private static bool HoldsGoodLine(ReadOnlySpan<byte> rest)
    {
        while (NextLine(rest, out var line))
        {
            if (Payload(line, out _))
                return true;
            rest = rest[(line.Length + 1)..];
        }
        return false;
    }

    private static bool NextLine(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        var end = bytes.IndexOf((byte)'\n');
        line = end < 0 ? default : bytes[..end];
        return end >= 0;
    }

    private static bool Payload(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> json)
    {
        json = line.Length > PrefixLength ? line[PrefixLength..] : default;
        return json.Length > 0 && line[PrefixLength - 1] == ' '
            && uint.TryParse(line[..(PrefixLength - 1)], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var crc)
            && crc == Crc32.Of(json);
    }

    private static JournalRecord? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, JournalJson.Default.JournalRecord);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>What a journal file holds: its records, where they end, and whether it is damaged beyond a torn tail.</summary>
internal sealed record JournalContent(IReadOnlyList<JournalRecord> Records, int GoodBytes, bool Damaged);
