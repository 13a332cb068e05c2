using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Agents;

namespace MzPanel.Silo.Tests.Agents;

public sealed class ArrivalLineTests
{
    [Fact]
    public async Task So_many_are_worked_on_at_once_and_the_next_waits_for_one_to_end()
    {
        using var line = new ArrivalLine(new FakeTimeProvider());
        var turns = await Task.WhenAll(Enumerable.Range(0, ArrivalLine.AtOnce).Select(_ => line.TurnAsync()));
        var next = line.TurnAsync();
        Assert.False(next.IsCompleted);

        turns[3].Dispose();

        (await next.WaitAsync(TimeSpan.FromSeconds(15))).Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_loses_the_place_in_line()
    {
        var time = new FakeTimeProvider();
        using var line = new ArrivalLine(time);
        await Task.WhenAll(Enumerable.Range(0, ArrivalLine.AtOnce).Select(_ => line.TurnAsync()));
        var late = Enumerable.Range(0, ArrivalLine.InLine).Select(_ => line.TurnAsync()).ToList();
        Assert.True(line.IsLong);

        time.Advance(TimeSpan.FromSeconds(10));

        foreach (var turn in late)
            await Assert.ThrowsAsync<TimeoutException>(() => turn.WaitAsync(TimeSpan.FromSeconds(15)));
        Assert.False(line.IsLong);
    }

    [Fact]
    public async Task While_the_line_is_long_the_door_is_shut_and_opens_again()
    {
        await using var host = await AgentHost.StartAsync();
        var open = new TaskCompletionSource();
        host.Server.OnAttach = async _ =>
        {
            await open.Task;
            return new AttachReply { Epoch = 7, WorkspaceId = "wks_1" };
        };
        var agents = new List<RawAgent>();
        for (var i = 0; i < ArrivalLine.AtOnce + ArrivalLine.InLine; i++)
        {
            agents.Add(await host.DialAsync());
            await agents[^1].SendAsync("hello", new { });
        }
        await AgentHost.UntilAsync(() => host.Services.GetRequiredService<ArrivalLine>().IsLong);

        await Assert.ThrowsAnyAsync<Exception>(host.DialAsync);
        open.SetResult();

        foreach (var agent in agents)
            Assert.Equal("welcome", (await agent.NextAsync()).Type);
        Assert.NotNull(await host.DialAsync());
    }

    [Fact]
    public async Task Who_came_in_elsewhere_meanwhile_is_known_to_be_the_newer()
    {
        await using var host = await AgentHost.StartAsync();
        var line = host.Services.GetRequiredService<ArrivalLine>();
        var turns = await Task.WhenAll(Enumerable.Range(0, ArrivalLine.AtOnce).Select(_ => line.TurnAsync()));
        host.Epoch = 5;
        using var agent = await host.DialAsync();
        await agent.SendAsync("hello", new { });
        host.Epoch = 6;

        turns[0].Dispose();

        Assert.Equal(5, (await host.Server.Attached.NextAsync()).SeenEpoch);
    }

    [Fact]
    public void The_more_are_turned_away_the_later_they_come_again()
    {
        var time = new FakeTimeProvider();
        var away = new TurnedAway(time);
        Assert.Equal(1, away.Next());
        for (var i = 1; i < 2 * TurnedAway.PerSecond; i++)
            away.Next();

        Assert.Equal(3, away.Next());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, away.Next());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, away.Next());
        for (var i = 0; i < 10 * TurnedAway.PerSecond; i++)
            away.Next();
        Assert.Equal(TurnedAway.LongestS, away.Next());
    }
}
