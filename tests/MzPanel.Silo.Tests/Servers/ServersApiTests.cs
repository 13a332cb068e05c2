using System.Net;
using MzPanel.Data.Enrollment;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Silo.Tests.Servers;

public sealed class ServersApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_new_server_is_answered_with_what_connects_it()
    {
        var tenant = await panel.TenantAsync();

        var answer = await tenant.SendAsync("POST", "/v1/servers", new { name = "web-1", tags = new[] { "prod", "eu" } });

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var (server, install) = (answer.Json.GetProperty("server"), answer.Json.GetProperty("install"));
        Assert.Equal("/v1/servers/" + server.GetProperty("id").GetString(), answer.Header("Location"));
        Assert.Equal(("web-1", "pending"), (server.GetProperty("name").GetString(), server.GetProperty("status").GetString()));
        Assert.Equal("""["prod","eu"]""", server.GetProperty("tags").GetRawText());
        Assert.Equal("""{"queued":0,"running":0}""", server.GetProperty("jobs").GetRawText());
        var token = install.GetProperty("token").GetString()!;
        Assert.True(Token.IsWellFormed(TokenKind.Install, token));
        Assert.StartsWith($"MZ_INSTALL_TOKEN={token} mzagent register --url {TestSilo.Origin} --pin ", install.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.Equal(panel.Time.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), install.GetProperty("expires_at").GetString());
        Assert.NotNull(answer.Header("ETag"));
    }

    [Fact]
    public async Task A_repetition_makes_no_second_server_and_never_shows_the_token_again()
    {
        var tenant = await panel.TenantAsync();
        var body = new { name = "web-1" };

        var first = await tenant.SendAsync("POST", "/v1/servers", body, ("Idempotency-Key", "k"));
        var again = await tenant.SendAsync("POST", "/v1/servers", body, ("Idempotency-Key", "k"));

        Assert.Equal((first.Header("ETag"), first.Header("Location")), (again.Header("ETag"), again.Header("Location")));
        Assert.Equal((HttpStatusCode.Created, "true"), (again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal(first.Json.GetProperty("server").GetRawText(), again.Json.GetProperty("server").GetRawText());
        Assert.Equal("""null null""", $"{again.Json.GetProperty("install").GetProperty("token").GetRawText()} {again.Json.GetProperty("install").GetProperty("command").GetRawText()}");
        Assert.Single((await tenant.GetAsync("/v1/servers")).Json.GetProperty("data").EnumerateArray());
        var token = first.Json.GetProperty("install").GetProperty("token").GetString()!;
        Assert.Equal(0, await panel.Database.FirstAsync<long>("SELECT count(*) FROM idempotency WHERE answer LIKE @token", new { token = $"%{token}%" }));
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":"a","tags":"x"}""", "tags")]
    [InlineData("""{"name":"a","tags":["x","x"]}""", "tags")]
    [InlineData("""{"name":"a","tags":[""]}""", "tags")]
    [InlineData("""{"name":"a","tags":[null]}""", "tags")]
    [InlineData("""{"name":"a","id":"srv_1"}""", "id")]
    public async Task A_body_at_fault_names_its_field(string body, string field)
    {
        var answer = await (await panel.TenantAsync()).SendAsync("POST", "/v1/servers", body);

        Assert.Equal((422, field), ((int)answer.Status, answer.Fields[0].Split('[')[0]));
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=201", "limit")]
    [InlineData("?cursor=nonsense", "cursor")]
    [InlineData("?status=asleep", "status")]
    [InlineData("?unknown=1", "unknown")]
    public async Task A_query_at_fault_names_its_parameter(string query, string parameter)
    {
        var answer = await (await panel.TenantAsync()).GetAsync("/v1/servers" + query);

        Assert.Equal((422, parameter), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task The_list_is_paged_newest_first_and_each_server_comes_once()
    {
        var tenant = await panel.TenantAsync();
        for (var i = 0; i < 5; i++)
        {
            await tenant.ServerAsync($"s{i}");
            panel.Time.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        var (names, path) = (new List<string>(), "/v1/servers?limit=2");
        while (path is not null)
        {
            var page = (await tenant.GetAsync(path)).Json;
            names.AddRange(page.GetProperty("data").EnumerateArray().Select(s => s.GetProperty("name").GetString()!));
            path = page.GetProperty("next_cursor").GetString() is { } cursor ? $"/v1/servers?limit=2&cursor={Uri.EscapeDataString(cursor)}" : null;
        }

        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], names.Order());
    }

    [Fact]
    public async Task Filters_find_by_status_tag_and_text()
    {
        var tenant = await panel.TenantAsync();
        await tenant.ServerAsync("alpha", "prod");
        var (beta, _) = await tenant.ServerAsync("beta", "prod-eu");
        await TestAgent.ConnectAsync(panel, beta);

        Assert.Equal("alpha", await NamesAsync(tenant, "?tag=prod"));
        Assert.Equal("beta", await NamesAsync(tenant, "?q=BET"));
        Assert.Equal("alpha", await NamesAsync(tenant, "?status=pending"));
        Assert.Equal("beta", await NamesAsync(tenant, "?status=online"));
        Assert.Equal("", await NamesAsync(tenant, "?q=%25"));
    }

    [Fact]
    public async Task A_connected_server_shows_its_latest_heartbeat_and_its_jobs()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, id);
        await tenant.JobAsync(id, "shell.run", new { command = "true" });
        await tenant.JobAsync(id, "shell.run", new { command = "true" });
        await agent.CommandAsync();
        await agent.BeatAsync("""{"cpu_pct":12.5,"mem_used":7,"jobs":[]}""");

        var one = (await tenant.GetAsync($"/v1/servers/{id}")).Json;
        var row = (await tenant.GetAsync("/v1/servers")).Json.GetProperty("data")[0];

        Assert.Equal("online", one.GetProperty("status").GetString());
        Assert.Equal("""{"cpu_pct":12.5,"mem_used":7}""", one.GetProperty("metrics").GetRawText());
        Assert.Equal("""{"queued":1,"running":1}""", one.GetProperty("jobs").GetRawText());
        Assert.Equal(one.GetRawText(), row.GetRawText());
        Assert.Equal(panel.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), one.GetProperty("last_seen_at").GetString());
    }

    [Fact]
    public async Task A_name_and_tags_are_changed_where_the_version_is_the_one_read()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync("old", "a");
        var tag = (await tenant.GetAsync($"/v1/servers/{id}")).Header("ETag")!;

        var changed = await tenant.SendAsync("PATCH", $"/v1/servers/{id}", new { name = "new" }, ("If-Match", tag));
        var stale = await tenant.SendAsync("PATCH", $"/v1/servers/{id}", new { name = "other" }, ("If-Match", tag));
        var broken = await tenant.SendAsync("PATCH", $"/v1/servers/{id}", new { name = "other" }, ("If-Match", "nonsense"));
        var free = await tenant.SendAsync("PATCH", $"/v1/servers/{id}", new { tags = new[] { "b" } });

        Assert.Equal((200, "new", """["a"]"""), ((int)changed.Status, changed.Json.GetProperty("name").GetString(), changed.Json.GetProperty("tags").GetRawText()));
        Assert.NotEqual(tag, changed.Header("ETag"));
        Assert.Equal((412, 412), ((int)stale.Status, (int)broken.Status));
        Assert.Equal(("new", """["b"]"""), (free.Json.GetProperty("name").GetString(), free.Json.GetProperty("tags").GetRawText()));
        Assert.Equal(2, await AuditAsync(tenant, "server.update"));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_makes_no_other_version_and_no_row_of_audit()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync("web-1", "a");
        var tag = (await tenant.GetAsync($"/v1/servers/{id}")).Header("ETag")!;

        foreach (var body in new object[] { new { }, new { name = "web-1" }, new { tags = new[] { "a" } } })
            Assert.Equal((200, tag), await tenant.SendAsync("PATCH", $"/v1/servers/{id}", body) is var answer ? ((int)answer.Status, answer.Header("ETag")) : default);

        Assert.Equal(["name", "tags"], (await tenant.SendAsync("PATCH", $"/v1/servers/{id}", """{"name":null,"tags":null}""")).Fields);
        Assert.Equal(0, await AuditAsync(tenant, "server.update"));
    }

    [Fact]
    public async Task A_deleted_server_is_gone_its_link_closed_and_its_tokens_void()
    {
        var tenant = await panel.TenantAsync();
        var (id, token) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, id);

        var stale = await tenant.SendAsync("DELETE", $"/v1/servers/{id}", null, ("If-Match", "\"999\""));
        var deleted = await tenant.SendAsync("DELETE", $"/v1/servers/{id}");

        Assert.Equal((412, 204), ((int)stale.Status, (int)deleted.Status));
        Assert.Equal(4401, await agent.Closed);
        Assert.Equal(404, (int)(await tenant.GetAsync($"/v1/servers/{id}")).Status);
        Assert.Equal("", await NamesAsync(tenant, ""));
        Assert.Null(await new RegistrationRecords(panel.Database).ExchangeAsync(new Registration
        {
            InstallHash = Token.Hash(token), NonceHash = [1], AgentHash = [2], AgentLastFour = "", Hostname = "x", Now = panel.Now,
        }));
        Assert.Equal(404, (int)(await tenant.SendAsync("DELETE", $"/v1/servers/{id}")).Status);
    }

    [Fact]
    public async Task Another_install_token_voids_the_first_and_its_repetition_shows_nothing()
    {
        var tenant = await panel.TenantAsync();
        var (id, first) = await tenant.ServerAsync();

        var second = await tenant.SendAsync("POST", $"/v1/servers/{id}/install-token", null, ("Idempotency-Key", "k"));
        var again = await tenant.SendAsync("POST", $"/v1/servers/{id}/install-token", null, ("Idempotency-Key", "k"));

        Assert.Equal(201, (int)second.Status);
        Assert.NotEqual(first, second.Json.GetProperty("install").GetProperty("token").GetString());
        Assert.Equal("""{"token":null,"expires_at":""" + second.Json.GetProperty("install").GetProperty("expires_at").GetRawText() + ""","command":null}""",
            again.Json.GetProperty("install").GetRawText());
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task A_rotation_is_delivered_over_the_link_at_once()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, id);

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{id}/rotate-token");

        Assert.Equal((202, """{"rotation":"pending"}"""), ((int)answer.Status, answer.Text));
        var fresh = (await agent.NextAsync("token_rotate")).GetProperty("payload").GetProperty("agent_token").GetString()!;
        Assert.Equal(id, (await new CredentialRecords(panel.Database).AuthenticateAgentAsync(Token.Hash(fresh), panel.Now))?.ServerId);
    }

    [Fact]
    public async Task A_rotation_of_a_server_that_is_away_waits_for_its_welcome()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();

        Assert.Equal(202, (int)(await tenant.SendAsync("POST", $"/v1/servers/{id}/rotate-token")).Status);
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", $"/v1/servers/{id}/rotate-token")).Status);

        var agent = await TestAgent.ConnectAsync(panel, id);
        Assert.StartsWith("mzp_agt_", (await agent.NextAsync("token_rotate")).GetProperty("payload").GetProperty("agent_token").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("operator", "GET", "/v1/servers", null, 200)]
    [InlineData("operator", "POST", "/v1/servers", """{"name":"a"}""", 403)]
    [InlineData("admin", "POST", "/v1/servers", """{"name":"a"}""", 201)]
    [InlineData("customer", "GET", "/v1/servers", null, 403)]
    public async Task The_role_decides(string role, string method, string path, string? body, int status) =>
        Assert.Equal(status, (int)(await (await panel.TenantAsync(role)).SendAsync(method, path, body)).Status);

    private static async Task<string> NamesAsync(Tenant tenant, string query) => string.Join(',',
        (await tenant.GetAsync("/v1/servers" + query)).Json.GetProperty("data").EnumerateArray().Select(s => s.GetProperty("name").GetString()));

    private Task<long> AuditAsync(Tenant tenant, string action) => panel.Database.FirstAsync<long>(
        "SELECT count(*) FROM audit WHERE workspace_id = @WorkspaceId AND action = @action", new { tenant.WorkspaceId, action });
}
