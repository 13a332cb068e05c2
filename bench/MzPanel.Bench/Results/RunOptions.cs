using System.Globalization;

namespace MzPanel.Bench.Results;

/// <summary>How a run is asked for: <c>[--postgres] [--repeat N] [--record] [--compare] [case …]</c>.</summary>
internal sealed record RunOptions(bool Postgres, int Repeat, bool Record, bool Compare, IReadOnlyList<string> Cases)
{
    private const int MostRepeats = 100;

    /// <summary><see langword="null"/> where that is not how.</summary>
    public static RunOptions? Parse(IReadOnlyList<string> arguments)
    {
        var (options, cases) = (new RunOptions(false, 1, false, false, []), new List<string>());
        for (var at = 0; at < arguments.Count; at++)
            switch (arguments[at])
            {
                case "--postgres":
                    options = options with { Postgres = true };
                    break;
                case "--record":
                    options = options with { Record = true };
                    break;
                case "--compare":
                    options = options with { Compare = true };
                    break;
                case "--repeat" when at + 1 < arguments.Count
                    && int.TryParse(arguments[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is > 0 and <= MostRepeats:
                    options = options with { Repeat = times };
                    at++;
                    break;
                case ['-', ..]:
                    return null;
                default:
                    cases.Add(arguments[at]);
                    break;
            }
        return options with { Cases = cases };
    }

    /// <summary>A case by the arguments that ask for it: on another database it is another case.</summary>
    public string NameOf(string of) => Postgres ? $"--postgres {of}" : of;
}
