using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Agents;

namespace MzPanel.Silo.Tests.Agents;

public sealed class DrainTests
{
    [Fact]
    public async Task A_stopping_silo_sends_its_agents_away_at_once_with_a_spread_return()
    {
        var host = await AgentHost.StartAsync();
        var agents = new List<RawAgent>();
        for (var i = 0; i < 8; i++)
            agents.Add(await host.WelcomedAsync());
        var stopping = host.DisposeAsync();
        var waits = new List<long>();
        foreach (var agent in agents)
        {
            var goaway = await agent.NextAsync();
            Assert.Equal("goaway", goaway.Type);
            waits.Add(goaway.Payload.GetProperty("reconnect_after_ms").GetInt64());
            Assert.Equal(1012, (await agent.NextAsync()).CloseCode);
            agent.Dispose();
        }
        await stopping.AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.All(waits, wait => Assert.InRange(wait, 0, 20_000));
        Assert.True(waits.Distinct().Count() > 4);
        for (var i = 0; i < 8; i++)
            Assert.Equal((7, true), await host.Server.Detached.NextAsync());
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_does_not_hold_up_the_stop()
    {
        var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_draining_silo_takes_no_new_agents()
    {
        await using var host = await AgentHost.StartAsync();
        host.Services.GetRequiredService<Admission>().Drain();
        await Assert.ThrowsAnyAsync<Exception>(host.DialAsync);
    }

    [Fact]
    public async Task Who_knocked_before_the_drain_and_is_in_only_after_it_began_is_sent_away_like_the_others()
    {
        var host = await AgentHost.StartAsync();
        var (knocked, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.OnAuthenticate = () =>
        {
            knocked.SetResult();
            return open.Task;
        };
        var dialling = host.DialAsync();
        await knocked.Task;
        var stopping = host.DisposeAsync().AsTask();
        await AgentHost.UntilAsync(() => host.Gateway.IsLeaving);
        open.SetResult();

        using var agent = await dialling;
        Assert.Equal("goaway", (await agent.NextAsync()).Type);
        Assert.Equal(1012, (await agent.NextAsync()).CloseCode);
        await stopping.WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Lines_that_came_before_the_end_are_stored()
    {
        var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "last words"), "c1");
        await agent.SendAsync("telemetry_v9", new { });
        await agent.NextAsync("error");
        await host.DisposeAsync();
        Assert.Equal(1, (await host.Job("job_1").Pieces.NextAsync()).Seq);
    }
}
