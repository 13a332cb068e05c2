using System.Globalization;
using MzPanel.Silo.Schedules;

namespace MzPanel.Silo.Tests.Schedules;

public sealed class TimetableTests
{
    [Theory]
    // Berlin leaves out 02:00 to 03:00 on 2026-03-29, and has it twice on 2026-10-25.
    [InlineData("30 2 * * *", "2026-03-28T00:00Z", "2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z", "2026-10-27T01:30Z")]
    [InlineData("0 3 * * *", "2026-10-24T12:00Z", "2026-10-25T02:00Z", "2026-10-26T02:00Z", "2026-10-27T02:00Z")]
    // Intervals go on by the hour through both.
    [InlineData("*/30 * * * *", "2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z", "2026-03-29T02:00Z")]
    [InlineData("*/30 * * * *", "2026-10-25T00:30Z", "2026-10-25T01:00Z", "2026-10-25T01:30Z", "2026-10-25T02:00Z")]
    public void A_local_time_left_out_is_due_once_and_one_that_comes_twice_is_due_once(string cron, string after, params string[] expected)
    {
        var (at, found) = (At(after), new List<DateTimeOffset>());
        foreach (var _ in expected)
            found.Add(at = DateTimeOffset.FromUnixTimeMilliseconds(Timetable.Next(cron, "Europe/Berlin", at)!.Value));

        Assert.Equal(expected.Select(At), found);
    }

    [Theory]
    [InlineData("0 4 * * *", "Asia/Kolkata", "2026-03-01T22:30Z")]
    [InlineData("0 4 * * *", "UTC", "2026-03-02T04:00Z")]
    [InlineData("0 4 29 2 *", "Etc/UTC", "2028-02-29T04:00Z")]
    [InlineData("15 9 * * MON-FRI", "America/New_York", "2026-03-02T14:15Z")]
    public void The_next_time_is_of_the_zone(string cron, string zone, string expected) =>
        Assert.Equal(At(expected).ToUnixTimeMilliseconds(), Timetable.Next(cron, zone, At("2026-03-01T12:00Z")));

    [Fact]
    public void A_day_that_never_comes_has_no_next_time() => Assert.Null(Timetable.Next("0 0 30 2 *", "UTC", At("2026-03-01T12:00Z")));

    [Theory]
    [InlineData("* * * * *", true)]
    [InlineData("0 0 1,15 * 1-5", true)]
    [InlineData(" 5  4 * * * ", true)]
    [InlineData("* * * *", false)]
    [InlineData("* * * * * *", false)]
    [InlineData("@daily", false)]
    [InlineData("60 * * * *", false)]
    [InlineData("* * * * * ;", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_expression_has_five_fields(string? cron, bool expected) => Assert.Equal(expected, Timetable.IsCron(cron));

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("UTC", true)]
    [InlineData("Etc/GMT+5", true)]
    [InlineData("Europe/Nowhere", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("../../../etc/passwd", false)]
    [InlineData("/etc/localtime", false)]
    [InlineData("posix/Europe/Berlin", false)]
    [InlineData("Europe", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_zone_is_known_by_its_IANA_name(string? name, bool expected) => Assert.Equal(expected, Timetable.Zone(name) is not null);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
