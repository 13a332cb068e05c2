using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Logs;

public sealed class LogRetentionTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task Lines_of_a_job_go_30_days_after_its_end_and_the_job_stays()
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "a", "b");
        await run.DoneAsync(2);

        panel.Time.Advance(TimeSpan.FromDays(29));
        panel.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("\"text\":\"a\"", (await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs")).Text, StringComparison.Ordinal);
        panel.Time.Advance(TimeSpan.FromDays(1));

        await Until.Async(
            async () => (await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs")).Text == """{"data":[{"n":1,"gap":2}],"next_after":2,"complete":true}""",
            () => panel.Time.Advance(TimeSpan.FromMinutes(1)));
        Assert.Equal("""{"lines":2,"complete":true}""", (await run.Tenant.GetAsync($"/v1/jobs/{run.Id}")).Json.GetProperty("log").GetRawText());
    }
}
