using MzPanel.Bench.Results;

namespace MzPanel.Bench.Tests.Results;

/// <summary>How a run is asked for.</summary>
public sealed class RunOptionsTests
{
    [Fact]
    public void Options_and_cases_stand_in_any_order()
    {
        var options = RunOptions.Parse(["heartbeat", "--repeat", "3", "--record", "memory", "--compare", "--postgres"])!;

        Assert.Equal((true, 3, true, true), (options.Postgres, options.Repeat, options.Record, options.Compare));
        Assert.Equal(["heartbeat", "memory"], options.Cases);
    }

    [Fact]
    public void Once_and_compared_with_nothing_where_nothing_is_said()
    {
        var options = RunOptions.Parse([])!;

        Assert.Equal((false, 1, false, false), (options.Postgres, options.Repeat, options.Record, options.Compare));
    }

    [Theory]
    [InlineData("--repeat"), InlineData("--repeat", "0"), InlineData("--repeat", "many"), InlineData("--repaet", "3"), InlineData("-x")]
    public void What_is_not_understood_is_refused(params string[] arguments) => Assert.Null(RunOptions.Parse(arguments));

    [Fact]
    public void A_case_on_another_database_is_another_case() =>
        Assert.NotEqual(RunOptions.Parse(["--postgres"])!.NameOf("many"), RunOptions.Parse([])!.NameOf("many"));
}
