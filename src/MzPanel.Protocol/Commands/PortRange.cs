using System.Globalization;
using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>A port, or several in a row.</summary>
public readonly partial record struct PortRange(ushort First, ushort Last)
{
    private const string Says = "must be a port from 1 to 65535, or two of them with the lower one first, such as 8000-8100";

    /// <summary>An argument that holds one.</summary>
    public static TextArg Arg(string name, string description) => new(name, description)
    {
        MaxBytes = 11,
        Form = (Pattern(), Says),
        Rule = text => Parse(text) is null ? Says : null,
    };

    /// <summary>The ports, or <see langword="null"/>.</summary>
    public static PortRange? Parse(string text)
    {
        // Numbers may be followed by NUL as far as the base library is concerned: only the pattern says what a port looks like.
        if (!Pattern().IsMatch(text))
            return null;
        var ends = text.Split('-');
        return Number(ends[0]) is { } first && Number(ends[^1]) is { } last && first <= last ? new PortRange(first, last) : null;
    }

    /// <inheritdoc />
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static ushort? Number(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    [GeneratedRegex(@"^[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();
}
