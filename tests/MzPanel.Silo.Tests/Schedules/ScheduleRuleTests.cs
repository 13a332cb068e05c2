using MzPanel.Data.Schedules;
using MzPanel.Silo.Http;
using MzPanel.Silo.Schedules;

namespace MzPanel.Silo.Tests.Schedules;

public sealed class ScheduleRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 30, TimeSpan.Zero);
    private static readonly Dictionary<string, string> Fine = [];

    [Fact]
    public void Each_server_gets_a_job_of_its_own_and_the_next_run_lies_ahead()
    {
        var run = ScheduleRule.Of(Row(), new RunFacts(["srv_1", "srv_2"], Maker(), Fine, []), Now);

        Assert.Equal(["srv_1", "srv_2"], run.Jobs.Select(job => job.Server));
        Assert.Equal(2, run.Jobs.Select(job => job.Job).Distinct().Count());
        Assert.Equal((0, 0, null, Now.AddSeconds(30).ToUnixTimeMilliseconds()), (run.Skipped, run.Refused, run.Message, run.NextRunAt!.Value));
    }

    [Fact]
    public void However_many_times_were_missed_the_next_one_lies_ahead()
    {
        var run = ScheduleRule.Of(Row() with { NextRunAt = Now.AddDays(-3).ToUnixTimeMilliseconds() }, new RunFacts(["srv_1"], Maker(), Fine, []), Now);

        Assert.Single(run.Jobs);
        Assert.Equal(Now.AddSeconds(30).ToUnixTimeMilliseconds(), run.NextRunAt);
    }

    [Theory]
    [InlineData("skip", 1, 1)]
    [InlineData("queue", 2, 0)]
    public void A_server_whose_last_job_has_not_ended_is_left_out_where_runs_must_not_overlap(string overlap, int jobs, int skipped)
    {
        var run = ScheduleRule.Of(Row() with { Overlap = overlap }, new RunFacts(["srv_1", "srv_2"], Maker(), Fine, ["srv_1", "srv_9"]), Now);

        Assert.Equal((jobs, skipped, 0), (run.Jobs.Count, run.Skipped, run.Refused));
    }

    [Fact]
    public void What_cannot_be_asked_is_refused_and_the_others_run()
    {
        var run = ScheduleRule.Of(Row(), new RunFacts(["srv_1", "srv_2"], Maker(), new Dictionary<string, string> { ["srv_2"] = "why" }, []), Now);

        Assert.Equal(("srv_1", 1, "why"), (Assert.Single(run.Jobs).Server, run.Refused, run.Message));
    }

    [Fact]
    public void What_its_maker_may_not_do_any_more_does_not_run_and_goes_on_being_due()
    {
        var run = ScheduleRule.Of(Row(), new RunFacts(["srv_1", "srv_2"], Maker(), Fine, [], "not any more"), Now);

        Assert.Equal((0, 2, "not any more", true), (run.Jobs.Count, run.Refused, run.Message, run.NextRunAt is not null));
    }

    [Fact]
    public void A_clock_that_is_set_back_between_look_and_claim_makes_no_time_due_twice()
    {
        var due = Row();

        var run = ScheduleRule.Of(due, new RunFacts(["srv_1"], Maker(), Fine, []), DateTimeOffset.FromUnixTimeMilliseconds(due.NextRunAt!.Value - 500));

        Assert.Equal(due.NextRunAt + 60_000, run.NextRunAt);
    }

    [Fact]
    public void Without_its_maker_or_its_server_a_schedule_is_over()
    {
        var orphan = ScheduleRule.Of(Row(), new RunFacts(["srv_1"], null, Fine, []), Now);
        var alone = ScheduleRule.Of(Row(), new RunFacts([], Maker(), Fine, []), Now);

        Assert.Equal((0, 1, null), (orphan.Jobs.Count, orphan.Refused, orphan.NextRunAt));
        Assert.Equal((0, 1, null), (alone.Jobs.Count, alone.Refused, alone.NextRunAt));
    }

    [Fact]
    public void A_tag_that_no_server_has_runs_nowhere_and_stays() =>
        Assert.Equal((0, 0, true), ScheduleRule.Of(Row() with { ServerId = null, Tag = "web" }, new RunFacts([], Maker(), Fine, []), Now) is var run
            ? (run.Jobs.Count, run.Refused, run.NextRunAt is not null) : default);

    private static CallerIdentity Maker() => new()
    {
        UserId = "usr_1", Name = "a@example.com", WorkspaceId = "wks_1", Role = Role.Owner, Scope = MemberScope.All, Address = "", RequestId = "sch_1",
    };

    private static ScheduleRow Row() => new()
    {
        Id = "sch_1", WorkspaceId = "wks_1", Name = "nightly", ServerId = "srv_1", Kind = "system.info", Args = "{}", Cron = "* * * * *", TimeZone = "UTC",
        Overlap = ScheduleOverlap.Skip, Enabled = true, UserId = "usr_1", CallerName = "a@example.com", NextRunAt = Now.AddSeconds(-30).ToUnixTimeMilliseconds(), CreatedAt = 1,
    };
}
