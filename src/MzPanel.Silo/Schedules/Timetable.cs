using System.Text.RegularExpressions;
using Cronos;
using FluentValidation;
using MzPanel.Data.Schedules;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Schedules;

/// <summary>
/// When a cron expression of five fields is due in a time zone. A local time that a change of the clocks leaves out is due right
/// after it; one that comes twice is due the first time, unless the expression names intervals, which go on by the hour.
/// </summary>
internal static partial class Timetable
{
    private const int LongestCron = 200;
    private const int LongestZone = 64;

    /// <summary>Whether it is an expression of five fields.</summary>
    public static bool IsCron(string? text) => text is not null && FiveFields().IsMatch(text) && CronExpression.TryParse(text, CronFormat.Standard, out _);

    /// <summary>The zone of an IANA name, or <see langword="null"/> where there is none.</summary>
    public static TimeZoneInfo? Zone(string? name) =>
        name is not null && ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    /// <summary>The first time after <paramref name="after"/>, unix ms; <see langword="null"/> where there is none, or no such zone any more.</summary>
    public static long? Next(string cron, string timeZone, DateTimeOffset after) => Zone(timeZone) is { } zone
        ? CronExpression.Parse(cron, CronFormat.Standard).GetNextOccurrence(after, zone)?.ToUnixTimeMilliseconds() : null;

    /// <summary>
    /// When a changed schedule is due: what is due already stays due, unless its clock was changed. Refuses, naming a field, where it
    /// never would be.
    /// </summary>
    public static long? Next(ScheduleRow before, ScheduleRow after, DateTimeOffset now, string field)
    {
        var next = Next(after.Cron, after.TimeZone, now) ?? throw Faults.Of(field, "names no time that will ever come");
        var isSameClock = (before.Cron, before.TimeZone, before.Enabled) == (after.Cron, after.TimeZone, after.Enabled);
        return !after.Enabled ? null : isSameClock ? before.NextRunAt : next;
    }

    /// <summary>A rule that a field holds such an expression, where it holds anything.</summary>
    public static void Cron<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(LongestCron)
        .Must(cron => cron is null || cron.Length > LongestCron || IsCron(cron)).WithMessage("must be a cron expression of five fields");

    /// <summary>A rule that a field holds the name of a time zone, where it holds anything.</summary>
    public static void TimeZone<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(LongestZone)
        .Must(zone => zone is null || Zone(zone) is not null).WithMessage("must be the IANA name of a time zone, such as Europe/Berlin");

    // No @daily and the like: the contract says five fields.
    [GeneratedRegex(@"\A[ \t]*([^\s@]+[ \t]+){4}[^\s@]+[ \t]*\z")]
    private static partial Regex FiveFields();

    // The name becomes a path in the system's data.
    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}\z")]
    private static partial Regex ZoneName();
}
