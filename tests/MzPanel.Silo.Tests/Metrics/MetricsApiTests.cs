using MzPanel.Data.Metrics;
using MzPanel.Grains.Servers;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Metrics;

public sealed class MetricsApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task Heartbeats_become_points_with_average_and_largest_value()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, id);
        await agent.BeatAsync("""{"cpu_pct":10,"mem_used":100}""");
        panel.Time.Advance(TimeSpan.FromMilliseconds(1));
        await agent.BeatAsync("""{"cpu_pct":30,"mem_used":300}""");

        var answer = (await tenant.GetAsync($"/v1/servers/{id}/metrics?step_s=60")).Json;

        Assert.Equal(60, answer.GetProperty("step_s").GetInt32());
        var point = Assert.Single(answer.GetProperty("points").EnumerateArray());
        Assert.Equal("""{"avg":20,"max":30}""", point.GetProperty("cpu_pct").GetRawText());
        Assert.Equal("""{"avg":200,"max":300}""", point.GetProperty("mem_used").GetRawText());
    }

    [Fact]
    public async Task What_was_measured_last_month_is_told_in_coarser_steps_when_the_grain_has_long_forgotten_it()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, id);
        await agent.BeatAsync("""{"cpu_pct":10}""");
        var measured = panel.Time.GetUtcNow();
        await Until.Async(
            async () => (await panel.Service<MetricsRecords>().ReadAsync(id, 900, 0, panel.Now)).Any(row => row.StepS == 900),
            () => panel.Time.Advance(TimeSpan.FromHours(1)));

        var answer = (await tenant.GetAsync(
            $"/v1/servers/{id}/metrics?from={measured.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}&to={measured.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}&step_s=10")).Json;

        Assert.Equal("""{"avg":10,"max":10}""", Assert.Single(answer.GetProperty("points").EnumerateArray()).GetProperty("cpu_pct").GetRawText());
    }

    [Fact]
    public async Task The_grain_of_a_server_that_is_away_is_not_woken_up_to_read_what_is_in_the_records()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        var grains = panel.Service<IGrainFactory>();
        var before = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grains.GetGrain<IServerGrain>(id));

        var answer = await tenant.GetAsync($"/v1/servers/{id}/metrics");

        Assert.Equal((200, "[]"), ((int)answer.Status, answer.Json.GetProperty("points").GetRawText()));
        Assert.Null(before);
        Assert.Null(await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grains.GetGrain<IServerGrain>(id)));
    }

    [Theory]
    [InlineData("?step_s=0", "step_s")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    public async Task A_query_at_fault_names_its_parameter(string query, string parameter)
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();

        var answer = await tenant.GetAsync($"/v1/servers/{id}/metrics{query}");

        Assert.Equal((422, parameter), ((int)answer.Status, Assert.Single(answer.Fields)));
    }
}
