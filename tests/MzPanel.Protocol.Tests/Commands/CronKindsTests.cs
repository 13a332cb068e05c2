using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class CronKindsTests
{
    [Theory]
    [InlineData("* * * * *"), InlineData("*/15 3 * * 1-5"), InlineData("0 0 1 1 0"), InlineData("59 23 31 12 7"), InlineData("1,2,30-40/5 */2 1-15/7 * *"), InlineData("@daily"), InlineData("@reboot")]
    public void What_cron_understands_is_accepted(string schedule) => Assert.Empty(Check(schedule, "nightly"));

    [Theory]
    [InlineData(""), InlineData("* * * *"), InlineData("* * * * * *"), InlineData("*  * * * *"), InlineData(" * * * * *"), InlineData("* * * * *\n"), InlineData("*\t* * * *"), InlineData("60 * * * *")]
    [InlineData("* 24 * * *"), InlineData("* * 0 * *"), InlineData("* * 32 * *"), InlineData("* * * 13 *"), InlineData("* * * * 8"), InlineData("5-1 * * * *"), InlineData("*/0 * * * *"), InlineData("*/60 * * * *")]
    [InlineData("5/2 * * * *"), InlineData("1-2-3 * * * *"), InlineData(", * * * *"), InlineData("1, * * * *"), InlineData("- * * * *"), InlineData("* * * jan *"), InlineData("@never"), InlineData("@daily root"), InlineData("* * * * * root x")]
    [InlineData("* * * * %"), InlineData("0\0 * * * *"), InlineData("** * * * *"), InlineData("*-5 * * * *"), InlineData("*/ * * * *"), InlineData("*/2/2 * * * *"), InlineData("99999999999 * * * *")]
    public void What_it_does_not_is_refused(string schedule) => Assert.Equal(["args.schedule"], Check(schedule, "nightly"));

    [Theory]
    [InlineData("0 0 31 2 *"), InlineData("0 0 30 2 *"), InlineData("0 0 31 2,4-6/2,9,11 *"), InlineData("0 0 30,31 2 */2"), InlineData("0 0 31 4-11/5,2 *")]
    public void A_day_that_never_comes_is_refused(string schedule) => Assert.Equal(["args.schedule"], Check(schedule, "nightly"));

    [Theory]
    [InlineData("0 0 29 2 *"), InlineData("0 0 31 2 1"), InlineData("0 0 29-31 2 *"), InlineData("0 0 31 2,3 *"), InlineData("0 0 */31 2 *"), InlineData("0 0 30 */2 *")]
    public void A_day_that_seldom_comes_is_accepted(string schedule) => Assert.Empty(Check(schedule, "nightly"));

    [Theory, InlineData("a", true), InlineData("wp-cron-2", true), InlineData("-a", false), InlineData("a-", false), InlineData("a--b", false), InlineData("A", false), InlineData("a.b", false), InlineData("a/b", false), InlineData("a_b", false), InlineData("", false)]
    public void An_entry_has_a_plain_name(string entry, bool good) => Assert.Equal(good ? [] : ["args.entry"], Check("@daily", entry));

    private static IEnumerable<string> Check(string schedule, string entry) => CronSet.Kind.Args.Check(JsonSerializer.SerializeToElement(
        new Dictionary<string, string> { ["entry"] = entry, ["site_id"] = "site_one", ["schedule"] = schedule, ["command"] = "true" })).Keys;
}
