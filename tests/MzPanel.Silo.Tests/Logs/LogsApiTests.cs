namespace MzPanel.Silo.Tests.Logs;

public sealed class LogsApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task Pages_follow_each_other_over_lines_and_gaps_to_the_end()
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "a", "b", "c");
        await run.GapAsync(4, 10);
        await run.LogAsync(14, "d");

        Assert.Equal(("1:a 2:b", 2, false), await PageAsync(run, "?limit=2"));
        Assert.Equal(("3:c 4+10", 13, false), await PageAsync(run, "?after=2&limit=2"));
        Assert.Equal(("8+6 14:d", 14, false), await PageAsync(run, "?after=7"));
        Assert.Equal(("", 14, false), await PageAsync(run, "?after=14"));

        await run.DoneAsync(14);
        Assert.Equal(("1:a 2:b 3:c", 3, false), await PageAsync(run, "?limit=3"));
        Assert.Equal(("14:d", 14, true), await PageAsync(run, "?after=13"));
        Assert.Equal(("", 14, true), await PageAsync(run, "?after=14"));
    }

    [Fact]
    public async Task A_line_shows_its_stream_text_and_time()
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "nul \0 ünï 🚀");

        var line = (await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs")).Json.GetProperty("data")[0];

        Assert.Equal(
            ("stdout", "nul \0 ünï 🚀", panel.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")),
            (line.GetProperty("stream").GetString(), line.GetProperty("text").GetString(), line.GetProperty("at").GetString()));
    }

    [Fact]
    public async Task A_job_that_never_started_has_an_empty_log()
    {
        var tenant = await panel.TenantAsync();
        var id = await tenant.JobAsync((await tenant.ServerAsync()).Id);

        Assert.Equal("""{"data":[],"next_after":0,"complete":false}""", (await tenant.GetAsync($"/v1/jobs/{id}/logs")).Text);
        await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel");
        Assert.Equal("""{"data":[],"next_after":0,"complete":true}""", (await tenant.GetAsync($"/v1/jobs/{id}/logs")).Text);
        Assert.Equal("", (await tenant.GetAsync($"/v1/jobs/{id}/logs.txt")).Text);
    }

    [Fact]
    public async Task A_page_that_grows_too_big_ends_early_and_says_where_to_go_on()
    {
        var run = await RunningJob.StartAsync(panel);
        var big = new string('x', 60_000);
        for (var n = 1; n <= 100; n++)
            await run.LogAsync(n, big);

        var first = (await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs?limit=5000")).Json;

        Assert.InRange(first.GetProperty("data").GetArrayLength(), 50, 80);
        Assert.Equal(first.GetProperty("data").GetArrayLength(), first.GetProperty("next_after").GetInt64());
        Assert.False(first.GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=5001", "limit")]
    [InlineData("?after=-1", "after")]
    [InlineData("?after=x", "after")]
    [InlineData("?before=1", "before")]
    public async Task A_query_at_fault_names_its_parameter(string query, string parameter)
    {
        var run = await RunningJob.StartAsync(panel);

        var answer = await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs{query}");

        Assert.Equal((422, parameter), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task The_whole_log_is_a_text_to_keep()
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "a", "ü");
        await run.GapAsync(3, 7);
        await run.LogAsync(10, "end");

        var answer = await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs.txt");

        Assert.Equal((200, "a\nü\n[… 7 lines missing …]\nend\n"), ((int)answer.Status, answer.Text));
        Assert.Equal(
            ("text/plain; charset=utf-8", $"attachment; filename=\"{run.Id}.txt\"", "nosniff"),
            (answer.Header("Content-Type"), answer.Header("Content-Disposition"), answer.Header("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Lines_that_retention_took_are_a_gap()
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "a", "b");
        await run.DoneAsync(2);
        await panel.Service<Data.Logs.LogRecords>().SweepAsync(panel.Now + 1, long.MaxValue, 1000);

        Assert.Equal(("1+2", 2, true), await PageAsync(run, ""));
        Assert.Equal("[… 2 lines missing …]\n", (await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs.txt")).Text);
    }

    private static async Task<(string Rows, long Next, bool Complete)> PageAsync(RunningJob run, string query)
    {
        var page = (await run.Tenant.GetAsync($"/v1/jobs/{run.Id}/logs{query}")).Json;
        return (LogRows.Text(page.GetProperty("data")), page.GetProperty("next_after").GetInt64(), page.GetProperty("complete").GetBoolean());
    }
}
