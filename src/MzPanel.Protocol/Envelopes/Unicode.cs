using System.Buffers.Text;
using System.Text.Unicode;

namespace MzPanel.Protocol.Envelopes;

/// <summary>
/// Whether JSON holds nothing but Unicode text. The parser looks into a string only when somebody asks for it: bytes that are
/// no UTF-8, or half a surrogate pair (<c>"\ud800"</c>), would pass it and throw at a later reader, in the records for instance.
/// </summary>
internal static class Unicode
{
    private const int EscapeLength = 6;

    public static bool IsSound(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && !HoldsHalfPair(json);

    // Outside a string a backslash is no JSON, so the text need not be taken apart.
    private static bool HoldsHalfPair(ReadOnlySpan<byte> json)
    {
        while (json.IndexOf((byte)'\\') is >= 0 and var at)
        {
            json = json[at..];
            var unit = Unit(json);
            if (char.IsLowSurrogate(unit) || (char.IsHighSurrogate(unit) && !char.IsLowSurrogate(Unit(json[EscapeLength..]))))
                return true;
            json = json[(char.IsHighSurrogate(unit) ? 2 * EscapeLength : Math.Min(2, json.Length))..];
        }
        return false;
    }

    private static char Unit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json.StartsWith("\\u"u8) && Utf8Parser.TryParse(json[2..EscapeLength], out ushort unit, out var read, 'x')
        && read == EscapeLength - 2 ? (char)unit : '\0';
}
