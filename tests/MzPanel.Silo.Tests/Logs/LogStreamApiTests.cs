namespace MzPanel.Silo.Tests.Logs;

public sealed class LogStreamApiTests(Panel panel) : IClassFixture<Panel>
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeforeTheRecordsAreRead = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task A_log_is_seen_as_it_is_written_to_its_end()
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "before");
        await using var viewer = await Viewer.OpenAsync(run.Tenant, run.Id);

        Assert.Equal("text/event-stream", viewer.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("no", "no-store"), (Assert.Single(viewer.Response.Headers.GetValues("X-Accel-Buffering")), viewer.Response.Headers.CacheControl!.ToString()));
        Assert.True((await viewer.NextAsync())!.IsStatus("running"));
        var first = (await viewer.NextAsync())!;
        Assert.Equal(("log", 1, "1:before"), (first.Name, first.Id!.Value, LogRows.Text(first.Data.GetProperty("lines"))));

        await run.LogAsync(2, "b", "c");
        var (live, passed) = await panel.MovingAsync(viewer.NextAsync(), Short);
        Assert.Equal((3, "2:b 3:c"), (live!.Id!.Value, LogRows.Text(live.Data.GetProperty("lines"))));
        Assert.InRange(passed, TimeSpan.Zero, BeforeTheRecordsAreRead);
        await run.DoneAsync(3);

        var (status, later) = await panel.MovingAsync(viewer.NextAsync(), Short);
        Assert.True(status!.IsStatus("succeeded"));
        Assert.InRange(later, TimeSpan.Zero, BeforeTheRecordsAreRead);
        var end = (await viewer.NextAsync())!;
        Assert.Equal(("end", """{"complete":true}"""), (end.Name, end.Data.GetRawText()));
        Assert.Null(await viewer.NextAsync());
    }

    [Fact]
    public async Task A_flood_is_seen_whole_before_the_records_are_looked_at_anyway()
    {
        var run = await RunningJob.StartAsync(panel);
        await using var viewer = await Viewer.OpenAsync(run.Tenant, run.Id);
        Assert.True((await viewer.NextAsync())!.IsStatus("offered"));
        var large = new string('x', 8 * 1024);
        for (var seq = 1; seq <= 13; seq += 3)
            await run.LogAsync(seq, large, large, large);
        await run.LogAsync(16, "last");

        var (rows, passed) = await panel.MovingAsync(viewer.RowsUntilAsync(e => e.Id == 16), Short);

        Assert.Equal(string.Join(' ', Enumerable.Range(1, 15).Select(n => $"{n}:{large}")) + " 16:last", rows);
        Assert.InRange(passed, TimeSpan.Zero, BeforeTheRecordsAreRead);
    }

    [Theory]
    [InlineData("?after=2", null)]
    [InlineData("", "2")]
    [InlineData("?after=0", "2")]
    public async Task A_reader_goes_on_behind_the_line_it_names(string query, string? lastEventId)
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "a", "b", "c", "d");
        await run.DoneAsync(4);

        await using var viewer = await Viewer.OpenAsync(run.Tenant, run.Id, query, lastEventId);

        Assert.Equal("3:c 4:d", await viewer.RowsUntilAsync(e => e.Name == "end"));
    }

    [Theory]
    [InlineData("?after=x", null, "after")]
    [InlineData("?after=-1", null, "after")]
    [InlineData("", "x", "Last-Event-ID")]
    public async Task A_number_at_fault_is_named(string query, string? lastEventId, string field)
    {
        var run = await RunningJob.StartAsync(panel);

        var path = $"/v1/jobs/{run.Id}/logs/stream{query}";
        var answer = lastEventId is null ? await run.Tenant.GetAsync(path) : await run.Tenant.SendAsync("GET", path, null, ("Last-Event-ID", lastEventId));

        Assert.Equal((422, field), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task Each_change_of_the_job_is_told_from_the_queue_to_the_end()
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        var id = await tenant.JobAsync(server);
        await using var viewer = await Viewer.OpenAsync(tenant, id);
        Assert.True((await viewer.NextAsync())!.IsStatus("queued"));

        var agent = await TestAgent.ConnectAsync(panel, server);
        var (command, _) = await agent.CommandAsync();
        await panel.MovingAsync(viewer.RowsUntilAsync(e => e.IsStatus("offered")), Short);
        await agent.LogAsync(id, command, 1, "a");
        var (rows, _) = await panel.MovingAsync(viewer.RowsUntilAsync(e => e.Name == "log"), Short);
        await agent.DoneAsync(id, command, 1);
        await panel.MovingAsync(viewer.RowsUntilAsync(e => e.IsStatus("succeeded")), Short);

        Assert.Equal(("1:a", "end"), (rows, (await viewer.NextAsync())?.Name));
    }

    [Fact]
    public async Task Many_viewers_of_a_fast_log_each_see_every_line_once_and_in_order()
    {
        const int Lines = 3000;
        var run = await RunningJob.StartAsync(panel);
        var viewers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Viewer.OpenAsync(run.Tenant, run.Id)));

        for (var n = 1; n <= Lines; n += 10)
            await run.LogAsync(n, [.. Enumerable.Range(n, 10).Select(i => $"l{i}")]);
        await run.DoneAsync(Lines);

        var expected = string.Join(' ', Enumerable.Range(1, Lines).Select(i => $"{i}:l{i}"));
        foreach (var viewer in viewers)
        {
            await using (viewer)
            {
                Assert.Equal(expected, (await panel.MovingAsync(viewer.RowsUntilAsync(e => e.Name == "end"), Short)).Result);
            }
        }
    }

    [Fact]
    public async Task A_job_whose_last_lines_never_come_ends_after_60_seconds_and_says_so()
    {
        var run = await RunningJob.StartAsync(panel);
        await run.LogAsync(1, "a");
        await run.DoneAsync(5);
        await using var viewer = await Viewer.OpenAsync(run.Tenant, run.Id);

        var (end, passed) = await panel.MovingAsync(EndAsync(viewer), Second);

        Assert.Equal("""{"complete":false}""", end.Data.GetRawText());
        Assert.True(passed >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_silent_stream_gives_a_sign_of_life_every_15_seconds()
    {
        var run = await RunningJob.StartAsync(panel);
        await using var viewer = await Viewer.OpenAsync(run.Tenant, run.Id);
        await viewer.NextAsync();

        var (next, passed) = await panel.MovingAsync(viewer.NextAsync(), Second);

        Assert.Equal("comment", next!.Name);
        Assert.True(passed >= TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_job_that_waits_for_its_server_keeps_its_viewers()
    {
        var tenant = await panel.TenantAsync();
        var id = await tenant.JobAsync((await tenant.ServerAsync()).Id);
        await using var viewer = await Viewer.OpenAsync(tenant, id);
        Assert.True((await viewer.NextAsync())!.IsStatus("queued"));

        for (var i = 0; i < 10; i++)
            Assert.Equal("comment", (await panel.MovingAsync(viewer.NextAsync(), Second)).Result!.Name);
    }

    private static async Task<SeenEvent> EndAsync(Viewer viewer)
    {
        while (await viewer.NextAsync() is { } seen)
            if (seen.Name == "end")
                return seen;
        throw new InvalidOperationException("The stream ended without saying so.");
    }
}
