using System.Text.RegularExpressions;
using Cronos;

namespace MzPanel.Silo.Schedules;

/// <summary>
/// When a cron expression of five fields is due in a time zone. A local time that a change of the clocks leaves out is due right
/// after it; one that comes twice is due the first time, unless the expression names intervals, which go on by the hour.
/// </summary>
internal static partial class Timetable
{
    /// <summary>Whether it is an expression of five fields.</summary>
    public static bool IsCron(string? text) => text is not null && FiveFields().IsMatch(text) && CronExpression.TryParse(text, CronFormat.Standard, out _);

    /// <summary>The zone of an IANA name, or <see langword="null"/> where there is none.</summary>
    public static TimeZoneInfo? Zone(string? name) =>
        name is not null && ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    /// <summary>The first time after <paramref name="after"/>, unix ms; <see langword="null"/> where there is none, or no such zone any more.</summary>
    public static long? Next(string cron, string timeZone, DateTimeOffset after) => Zone(timeZone) is { } zone
        ? CronExpression.Parse(cron, CronFormat.Standard).GetNextOccurrence(after, zone)?.ToUnixTimeMilliseconds() : null;

    // No @daily and the like: the contract says five fields.
    [GeneratedRegex(@"\A[ \t]*([^\s@]+[ \t]+){4}[^\s@]+[ \t]*\z")]
    private static partial Regex FiveFields();

    // The name becomes a path in the system's data.
    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}\z")]
    private static partial Regex ZoneName();
}
