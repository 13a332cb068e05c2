using System.Globalization;
using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>When cron runs something (crontab(5)): five fields with one space between, or a word such as <c>@daily</c>.</summary>
public static partial class CronSchedule
{
    private const string Says = "must be five fields as in a crontab, such as */15 3 * * 1-5, or one of @hourly, @daily, @weekly, @monthly, @yearly and @reboot";
    private const int Longest = 200;
    private const int LeapYear = 2024;
    private static readonly string[] Words = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@reboot"];
    private static readonly (int Least, int Most)[] Fields = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];

    /// <summary>An argument that holds one.</summary>
    public static TextArg Arg(string name, string description) => new(name, description)
    {
        MaxBytes = Longest,
        Form = (Pattern(), Says),
        Rule = text => !IsOne(text) ? Says : IsEver(text) ? null : "names no day that will ever come",
    };

    /// <summary>Whether cron understands it.</summary>
    public static bool IsOne(string text)
    {
        if (text.Length > Longest || !Pattern().IsMatch(text))
            return false;
        var fields = text.Split(' ');
        return fields.Length == 1 ? Words.Contains(text) : !fields.Where((field, i) => !field.Split(',').All(part => Range(part, Fields[i].Least, Fields[i].Most) is not null)).Any();
    }

    // Beside days of the week that are named, those of the month are not the only ones; a field that begins with * names none.
    private static bool IsEver(string text) => text.Split(' ') is not [_, _, var days, var months, ['*', ..]]
        || days.Split(',').Min(part => Range(part, 1, 31)!.Value.First) <= Enumerable.Range(1, 12).Where(month => Holds(months, month)).Max(month => DateTime.DaysInMonth(LeapYear, month));

    private static bool Holds(string months, int month) =>
        months.Split(',').Any(part => Range(part, 1, 12) is var (first, last, step) && first <= month && month <= last && (month - first) % step == 0);

    // *, 5, 5-9, */2, 5-9/2
    private static (int First, int Last, int Step)? Range(string part, int least, int most)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? part : part[..slash];
        var step = slash < 0 ? 1 : Number(part[(slash + 1)..]) ?? 0;
        if (step < 1 || step > most || (slash >= 0 && range != "*" && !range.Contains('-')))
            return null;
        if (range == "*")
            return (least, most, step);
        var ends = range.Split('-');
        return ends.Length <= 2 && Number(ends[0]) is { } first && Number(ends[^1]) is { } last && least <= first && first <= last && last <= most
            ? (first, last, step) : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(@[a-z]+|[0-9*,/-]+( [0-9*,/-]+){4})\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();
}
