using MzPanel.Data;
using MzPanel.Data.Events;
using MzPanel.Silo.Tests.Logs;

namespace MzPanel.Silo.Tests.Live;

public sealed class LiveApiTests(Panel panel) : IClassFixture<Panel>
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeforeTheRecordsAreRead = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task What_happens_in_the_workspace_is_seen_as_it_happens()
    {
        var tenant = await panel.TenantAsync();
        await using var viewer = await OpenAsync(tenant);
        var start = (await viewer.NextAsync())!;
        Assert.Equal(("text/event-stream", "comment"), (viewer.Response.Content.Headers.ContentType!.MediaType, start.Name));

        var (server, _) = await tenant.ServerAsync("new-1");
        var (seen, passed) = await panel.MovingAsync(viewer.NextAsync(), Short);
        Assert.Equal(("server", start.Id + 1, "new-1", "pending"), (seen!.Name, seen.Id!.Value, seen.Text("name"), seen.Text("status")));
        Assert.InRange(passed, TimeSpan.Zero, BeforeTheRecordsAreRead);
        var agent = await TestAgent.ConnectAsync(panel, server);
        await UntilAsync(viewer, e => e is { Name: "server" } && e.Text("status") == "online");
        var job = await tenant.JobAsync(server);
        var offered = await UntilAsync(viewer, e => e is { Name: "job" } && e.Text("status") == "offered");
        Assert.Equal(job, offered.Text("id"));
        await agent.DoneAsync(job, (await agent.CommandAsync()).Id, 0);
        await UntilAsync(viewer, e => e is { Name: "job" } && e.Text("status") == "succeeded");
        await EventAsync(tenant, server, "nginx is down");
        Assert.Equal((server, "nginx is down"), await UntilAsync(viewer, e => e.Name == "event") is var told ? (told.Text("server_id"), told.Text("message")) : default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_comes_back_goes_on_behind_what_it_saw(bool byHeader)
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        long place;
        await using (var before = await OpenAsync(tenant))
            place = (await before.NextAsync())!.Id!.Value;
        var job = await tenant.JobAsync(server);
        await tenant.SendAsync("PATCH", $"/v1/servers/{server}", new { name = "other" });

        await using var viewer = await OpenAsync(tenant, byHeader ? "" : $"?after={place}", byHeader ? $"{place}" : null);

        Assert.Equal(place, (await viewer.NextAsync())!.Id);
        var (first, second) = (await UntilAsync(viewer, e => e.Name == "job"), await UntilAsync(viewer, e => e.Name == "server"));
        Assert.Equal(("job", job, place + 1), (first.Name, first.Text("id"), first.Id!.Value));
        Assert.Equal(("server", "other", place + 2), (second.Name, second.Text("name"), second.Id!.Value));
    }

    [Fact]
    public async Task A_place_that_nobody_had_is_reset_and_goes_on_from_now()
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        await using var viewer = await OpenAsync(tenant, lastEventId: "999999");
        await viewer.NextAsync();

        var reset = (await viewer.NextAsync())!;
        Assert.Equal(("reset", 1), (reset.Name, reset.Id!.Value));
        var job = await tenant.JobAsync(server);
        Assert.Equal(job, (await UntilAsync(viewer, e => e.Name == "job")).Text("id"));
    }

    [Fact]
    public async Task Who_comes_back_after_ten_minutes_is_told_to_read_the_lists_again()
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        await tenant.JobAsync(server);
        await Testing.Until.Async(
            async () => await panel.Database.FirstAsync<long>("SELECT count(*) FROM live_changes WHERE workspace_id = @WorkspaceId", new { tenant.WorkspaceId }) == 0,
            () => panel.Time.Advance(TimeSpan.FromSeconds(10)));

        await using var viewer = await OpenAsync(tenant, "?after=0");

        await viewer.NextAsync();
        Assert.Equal("reset", (await viewer.NextAsync())!.Name);
    }

    [Fact]
    public async Task Metrics_come_while_somebody_watches_and_leave_the_place_alone()
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, server);
        await using var viewer = await OpenAsync(tenant);
        await viewer.NextAsync();

        await agent.BeatAsync("""{"uptime_s":7,"cpu_pct":42.5,"jobs":[]}""");

        var seen = await UntilAsync(viewer, e => e.Name == "server");
        Assert.Equal((server, "online", 42.5), (seen.Text("id"), seen.Text("status"), seen.Data.GetProperty("metrics").GetProperty("cpu_pct").GetDouble()));
        Assert.Null(seen.Id);
        Assert.False(seen.Data.GetProperty("metrics").TryGetProperty("jobs", out _));
    }

    [Fact]
    public async Task A_server_that_goes_makes_viewers_read_their_lists_again()
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        await using var viewer = await OpenAsync(tenant);
        await viewer.NextAsync();

        await tenant.SendAsync("DELETE", $"/v1/servers/{server}");

        Assert.NotNull((await UntilAsync(viewer, e => e.Name == "reset")).Id);
    }

    [Fact]
    public async Task A_change_that_cannot_be_shown_holds_the_stream_up_and_does_not_end_it()
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        await using var viewer = await OpenAsync(tenant);
        await viewer.NextAsync();

        await EventAsync(tenant, server, "nginx is down", data: "{");
        Assert.Equal("comment", (await panel.MovingAsync(viewer.NextAsync(), Second)).Result!.Name);
        await panel.Database.Control.WriteAsync([new("UPDATE events SET data = '{}' WHERE server_id = @server", ("server", server))]);

        Assert.Equal("nginx is down", (await UntilAsync(viewer, e => e.Name == "event")).Text("message"));
    }

    [Fact]
    public async Task Nothing_of_another_workspace_is_seen()
    {
        var (owner, stranger) = (await panel.TenantAsync(), await panel.TenantAsync());
        await using var viewer = await OpenAsync(stranger);
        await viewer.NextAsync();

        var (server, _) = await owner.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, server);
        await owner.JobAsync(server);
        await agent.BeatAsync("""{"cpu_pct":1}""");
        await EventAsync(owner, server, "secret");

        Assert.Equal(("comment", 0), (await panel.MovingAsync(viewer.NextAsync(), Second)).Result is { } next ? (next.Name, next.Id!.Value) : default);
    }

    [Fact]
    public async Task A_customer_sees_no_server_and_no_event_and_keeps_its_place_all_the_same()
    {
        var owner = await panel.TenantAsync();
        var customer = owner with { Role = "customer" };
        await using var viewer = await OpenAsync(customer);
        await viewer.NextAsync();

        var (server, _) = await owner.ServerAsync();
        await EventAsync(owner, server, "secret");

        var next = (await panel.MovingAsync(viewer.NextAsync(), Second)).Result!;
        Assert.Equal(("comment", 2), (next.Name, next.Id!.Value));
    }

    [Fact]
    public async Task A_rollout_is_told_as_it_moves_to_those_who_reach_all_of_its_servers()
    {
        var tenant = await panel.TenantAsync();
        var ((server, _), (other, _)) = (await tenant.ServerAsync(), await tenant.ServerAsync());
        await using var viewer = await OpenAsync(tenant);
        await using var reaching = await OpenAsync(tenant.Member("operator", "servers", server));
        await using var customer = await OpenAsync(tenant with { Role = "customer" });

        await RolloutAsync(tenant, server, other);
        var mine = await RolloutAsync(tenant, server);

        var first = await UntilAsync(viewer, e => e.Name == "rollout");
        Assert.Equal(("running", """{"servers":2,"pending":2,"running":0,"succeeded":0,"failed":0,"skipped":0}"""), (first.Text("status"), first.Data.GetProperty("summary").GetRawText()));
        Assert.Equal(mine, (await UntilAsync(reaching, e => e.Name == "rollout")).Text("id"));
        await tenant.SendAsync("POST", $"/v1/rollouts/{mine}/pause");
        var paused = await UntilAsync(viewer, e => e.Name == "rollout" && e.Text("status") == "paused");
        Assert.Equal(mine, paused.Text("id"));
        await UntilAsync(reaching, e => e.Name == "rollout" && e.Text("status") == "paused");
        Assert.NotNull(await UntilAsync(customer, e => e.Name == "comment" && e.Id >= paused.Id));
    }

    [Fact]
    public async Task A_silent_stream_gives_a_sign_of_life_every_15_seconds()
    {
        var tenant = await panel.TenantAsync();
        await using var viewer = await OpenAsync(tenant);
        await viewer.NextAsync();

        var (next, passed) = await panel.MovingAsync(viewer.NextAsync(), Second);

        Assert.Equal("comment", next!.Name);
        Assert.True(passed >= TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("?after=x", null, "after")]
    [InlineData("?after=-1", null, "after")]
    [InlineData("?since=1", null, "since")]
    [InlineData("", "x", "Last-Event-ID")]
    public async Task A_place_at_fault_is_named(string query, string? lastEventId, string field)
    {
        var tenant = await panel.TenantAsync();
        var answer = await tenant.SendAsync("GET", "/v1/live" + query, null, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
        Assert.Equal((422, field), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task A_caller_has_32_streams_open_and_no_more_until_one_ends()
    {
        var tenant = await panel.TenantAsync();
        var job = await tenant.JobAsync((await tenant.ServerAsync()).Id);
        var open = new List<Viewer>();
        for (var i = 0; i < 32; i++)
            open.Add(i % 2 == 0 ? await OpenAsync(tenant) : await Viewer.OpenAsync(tenant, job));

        foreach (var path in (string[])["/v1/live", $"/v1/jobs/{job}/logs/stream"])
        {
            var refused = await tenant.GetAsync(path);
            Assert.Equal((429, "rate_limited"), ((int)refused.Status, refused.Code));
            Assert.NotNull(refused.Header("Retry-After"));
        }
        await open[0].DisposeAsync();
        await Testing.Until.Async(async () =>
        {
            await using var again = await OpenAsync(tenant);
            return again.Response.IsSuccessStatusCode;
        });
        foreach (var viewer in open.Skip(1))
            await viewer.DisposeAsync();
    }

    private static Task<Viewer> OpenAsync(Tenant tenant, string query = "", string? lastEventId = null) =>
        Viewer.OpenAsync(tenant.Panel.Http, "/v1/live" + query, lastEventId, tenant.Caller);

    private static async Task<string> RolloutAsync(Tenant tenant, params string[] servers) =>
        (await tenant.SendAsync("POST", "/v1/rollouts", new { server_ids = servers, kind = "system.info" })).Json.GetProperty("rollout").GetProperty("id").GetString()!;

    private Task<bool> EventAsync(Tenant tenant, string server, string message, string? data = null) => new EventRecords(panel.Database).StoreAsync(
        new EventRow { Id = RecordId.New("evt"), WorkspaceId = tenant.WorkspaceId, ServerId = server, Name = "service.down", Severity = "critical", Message = message, Data = data, At = 1, ReceivedAt = panel.Now },
        Guid.NewGuid().ToString(), null);

    private async Task<SeenEvent> UntilAsync(Viewer viewer, Func<SeenEvent, bool> isIt)
    {
        while ((await panel.MovingAsync(viewer.NextAsync(), Short)).Result is { } seen)
            if (isIt(seen))
                return seen;
        throw new InvalidOperationException("The stream ended early.");
    }
}
