using MzPanel.Data.Rollouts;
using MzPanel.Silo.Rollouts;

namespace MzPanel.Silo.Tests.Updates;

public sealed class UpdateWavesTests
{
    private const long Ended = 1_000_000;

    [Theory]
    // pending, running, succeeded → starts: of 100, waves of 1, 10, 50 and all
    [InlineData(100, 0, 0, 1)]
    [InlineData(99, 1, 0, 0)]
    [InlineData(99, 0, 1, 9)]
    [InlineData(90, 3, 7, 0)]
    [InlineData(90, 0, 10, 40)]
    [InlineData(50, 1, 49, 0)]
    [InlineData(50, 0, 50, 50)]
    public void A_wave_begins_when_the_one_before_it_is_back(int pending, int running, int succeeded, int starts) =>
        Assert.Equal(starts, RolloutRule.Next(Row() with { Pending = pending, Running = running, Succeeded = succeeded }, [], Ended).Starts);

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(1)]
    public void Of_a_few_servers_each_has_its_turn(int servers)
    {
        var row = Row() with { Pending = servers };
        for (var wave = 0; row.Pending > 0; wave++)
        {
            Assert.InRange(wave, 0, servers);
            var starts = RolloutRule.Next(row, [], Ended).Starts;
            Assert.True(starts > 0);
            row = row with { Pending = row.Pending - starts, Succeeded = row.Succeeded + starts };
        }
    }

    [Theory]
    [InlineData("0.2.0", 0, RolloutServerState.Succeeded)]
    [InlineData("0.1.0", 0, null)]
    [InlineData("0.1.0", 179, null)]
    [InlineData("0.1.0", 180, RolloutServerState.Failed)]
    [InlineData(null, 180, RolloutServerState.Failed)]
    public void A_server_has_succeeded_when_its_agent_is_back_with_the_version(string? runs, int secondsLater, string? state) =>
        Assert.Equal(state, UpdateWaves.End(Row(), new RunningServer
        {
            ServerId = "srv_1", JobId = "job_1", ClaimedAt = 1, JobStatus = "succeeded", JobFinishedAt = Ended, AgentVersion = runs,
        }, Ended + (secondsLater * 1000)));

    [Fact]
    public void A_wave_whose_agents_do_not_come_back_is_the_last_one()
    {
        var silent = new RunningServer { ServerId = "srv_1", JobId = "job_1", ClaimedAt = 1, JobStatus = "succeeded", JobFinishedAt = Ended, AgentVersion = "0.1.0" };
        var step = RolloutRule.Next(Row() with { Pending = 90, Running = 1, Succeeded = 9 }, [silent], Ended + 600_000);

        Assert.Equal((RolloutStatus.Stopped, 0, 1), (step.After.Status, step.Starts, step.After.Failed));
    }

    private static RolloutRow Row() => new()
    {
        Id = "rol_1", WorkspaceId = "wks_1", Kind = "agent.update", Args = """{"version":"0.2.0"}""", Parallel = 100, Canary = 1, StopAfterFailures = 1,
        UserId = "usr_1", CallerName = "a@example.com", Status = RolloutStatus.Running, CreatedAt = 1,
    };
}
