using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>The same envelope again on a live link (delivery.md, "Sending, again", 2).</summary>
public sealed class ResendsTests
{
    private readonly Resends resends = new();

    [Fact]
    public void A_command_nobody_answers_is_sent_again_after_10_s_and_then_after_2_4_8_up_to_30_s()
    {
        resends.Sent("job_1", 0);

        var sentAt = new List<long>();
        for (var now = 0L; now < 160_000; now += 500)
            sentAt.AddRange(resends.Due(now).Select(_ => now / 1000));

        Assert.Equal([10, 12, 16, 24, 40, 70, 100, 130], sentAt);
    }

    [Fact]
    public void It_wakes_exactly_when_something_is_due()
    {
        Assert.Null(resends.WakeAt);
        resends.Sent("job_1", 0);
        resends.Sent("job_2", 1_000);
        Assert.Equal(10_000, resends.WakeAt);

        Assert.Empty(resends.Due(9_999));
        Assert.Equal(["job_1"], resends.Due(10_000));
        Assert.Equal(11_000, resends.WakeAt);
    }

    [Fact]
    public void A_look_that_comes_late_sends_once_and_waits_from_then()
    {
        resends.Sent("job_1", 0);

        Assert.Single(resends.Due(100_000));
        Assert.Empty(resends.Due(101_999));
        Assert.Single(resends.Due(102_000));
    }

    [Fact]
    public void An_answer_ends_it()
    {
        resends.Sent("job_1", 0);
        resends.Sent("job_2", 0);
        resends.Answered("job_1");
        resends.Answered("job_3");

        Assert.Equal(["job_2"], resends.Due(10_000));
    }

    [Fact]
    public void A_link_that_is_gone_ends_all_of_it()
    {
        resends.Sent("job_1", 0);
        resends.Clear();

        Assert.Empty(resends.Due(1_000_000));
        Assert.Null(resends.WakeAt);
    }

    [Fact]
    public void What_was_offered_unnoticed_waits_from_when_it_is_noticed_and_is_noticed_once()
    {
        resends.Sent("job_1", 0);
        resends.Follow(["job_1", "job_2"], 5_000);
        resends.Follow(["job_1", "job_2"], 6_000);

        Assert.Equal(["job_1"], resends.Due(10_000));
        Assert.Equal(["job_2"], resends.Due(15_000).Except(["job_1"]));
    }

    [Fact]
    public void A_new_attempt_has_its_ten_seconds_again()
    {
        resends.Sent("job_1", 0);
        resends.Due(10_000);
        resends.Sent("job_1", 11_000);

        Assert.Equal(21_000, resends.WakeAt);
    }
}
