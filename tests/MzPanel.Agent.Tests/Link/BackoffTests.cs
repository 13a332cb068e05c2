using MzPanel.Agent.Link;
using MzPanel.Protocol.Agents;

namespace MzPanel.Agent.Tests.Link;

public class BackoffTests
{
    private static readonly LinkEnd Lost = new LinkEnd.Lost("x");
    private double random = 0.5;

    private Backoff New() => new(() => random);

    [Fact]
    public void A_lost_link_waits_within_a_window_that_doubles_from_5_to_60_seconds_and_only_a_welcome_resets_it()
    {
        var backoff = New();
        Assert.Equal([2.5, 5, 10, 20, 30, 30], Enumerable.Range(0, 6).Select(_ => Wait(backoff, Lost)));
        Assert.Equal(2.5, Wait(backoff, Lost with { Welcomed = true }));
        Assert.Equal(5, Wait(backoff, Lost));
    }

    [Theory]
    [InlineData(CloseCode.GoingAway, null, 2.5)]
    [InlineData(CloseCode.Restarting, null, 2.5)]
    [InlineData(CloseCode.Restarting, 7.0, 7)]
    [InlineData(CloseCode.Restarting, -1.0, 0)]
    [InlineData(CloseCode.Restarting, 1e9, 7200)]
    [InlineData(CloseCode.TooBig, null, 2.5)]
    [InlineData(CloseCode.Violation, null, 2.5)]
    [InlineData(CloseCode.Revoked, null, 300)]
    [InlineData(CloseCode.TooSlow, null, 2.5)]
    [InlineData(CloseCode.Superseded, null, 60)]
    [InlineData(CloseCode.Flapping, null, 60)]
    public void Each_close_code_has_its_wait(int code, double? reconnectAfter, double seconds) =>
        Assert.Equal(seconds, Wait(New(), new LinkEnd.Closed(code, reconnectAfter is { } s ? TimeSpan.FromSeconds(s) : null)));

    [Theory]
    [InlineData(0.0, 30)]
    [InlineData(0.999999, 90)]
    public void Superseded_waits_a_minute_give_or_take_half(double drawn, double seconds)
    {
        random = drawn;
        Assert.Equal(seconds, Wait(New(), new LinkEnd.Closed(CloseCode.Superseded, null))!.Value, 0.01);
    }

    [Theory]
    [InlineData(401, "agent_token_invalid", null, 300.0)]
    [InlineData(403, "quota_exceeded", 3600.0, 5400.0)]
    [InlineData(403, "quota_exceeded", null, 5400.0)]
    [InlineData(403, "origin_not_allowed", null, null)]
    [InlineData(403, "something_else", null, 2.5)]
    [InlineData(426, "upgrade_required", null, null)]
    [InlineData(503, "unavailable", 10.0, 15.0)]
    [InlineData(503, "unavailable", null, 2.5)]
    [InlineData(500, null, null, 2.5)]
    public void Each_refusal_has_its_wait_or_ends_the_process(int status, string? code, double? retryAfter, double? seconds) =>
        Assert.Equal(seconds, Wait(New(), new LinkEnd.Refused(status, code, retryAfter is { } s ? TimeSpan.FromSeconds(s) : null)));

    [Fact]
    public void A_wait_that_the_control_plane_asked_for_is_outside_the_doubling()
    {
        var backoff = New();
        for (var i = 0; i < 5; i++)
            Assert.Equal(15, Wait(backoff, new LinkEnd.Refused(503, "unavailable", TimeSpan.FromSeconds(10))));
        Assert.Equal(2.5, Wait(backoff, Lost));
    }

    private static double? Wait(Backoff backoff, LinkEnd end) => backoff.After(end)?.TotalSeconds;
}
