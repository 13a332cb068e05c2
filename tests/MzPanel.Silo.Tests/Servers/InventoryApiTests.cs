namespace MzPanel.Silo.Tests.Servers;

public sealed class InventoryApiTests(Panel panel) : IClassFixture<Panel>
{
    [Theory]
    [InlineData("services", "service.list", """[{"name":"ssh","state":"running","enabled":true}]""")]
    [InlineData("sites", "site.list", """[{"site_id":"site_1","domain":"example.org"}]""")]
    [InlineData("packages", "package.list", """[{"name":"curl","version":"1"}]""")]
    public async Task The_agent_is_asked_now_and_its_list_is_the_answer(string inventory, string kind, string result)
    {
        var answer = await AskAsync(inventory, kind, result);

        Assert.Equal(200, (int)answer.Status);
        Assert.Equal(result, answer.Json.GetProperty("data").GetRawText());
        Assert.Equal("null", answer.Json.GetProperty("next_cursor").GetRawText());
        Assert.NotNull(answer.Json.GetProperty("at").GetString());
    }

    [Fact]
    public async Task Disks_are_a_part_of_what_the_system_tells()
    {
        var answer = await AskAsync("disks", "system.info", """{"hostname":"a","disks":[{"mount":"/","total":2,"used":1}]}""");

        Assert.Equal("""[{"mount":"/","total":2,"used":1}]""", answer.Json.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("databases", "database.list", "databases", """[{"name":"shop","engine":"mariadb","size_bytes":7}]""")]
    [InlineData("cron", "cron.list", "entries", """[{"user":"root","schedule":"@daily","command":"x","source":"/etc/crontab"}]""")]
    [InlineData("firewall", "firewall.list", "chains", """[{"family":"inet","table":"filter","chain":"input","rules":[]}]""")]
    public async Task What_is_missing_in_a_list_is_said_beside_it(string inventory, string kind, string member, string rows)
    {
        var answer = await AskAsync(inventory, kind, $$"""{"{{member}}":{{rows}},"notes":["PostgreSQL does not run."]}""");

        Assert.Equal(rows, answer.Json.GetProperty("data").GetRawText());
        Assert.Equal("""["PostgreSQL does not run."]""", answer.Json.GetProperty("notes").GetRawText());
        var whole = await AskAsync(inventory, kind, $$"""{"{{member}}":{{rows}},"notes":[]}""");
        Assert.False(whole.Json.TryGetProperty("notes", out _));
    }

    [Theory]
    [InlineData("Sites")]
    [InlineData("nonsense")]
    public async Task What_no_agent_can_be_asked_names_kind(string inventory)
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();

        var answer = await tenant.GetAsync($"/v1/servers/{id}/inventory/{inventory}");

        Assert.Equal((422, "kind"), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task A_server_that_is_away_cannot_be_asked()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();

        var answer = await tenant.GetAsync($"/v1/servers/{id}/inventory/services");

        Assert.Equal((409, "server_offline"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_waited_for_10_seconds()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, id);
        var asked = tenant.GetAsync($"/v1/servers/{id}/inventory/services");
        await agent.CommandAsync();

        panel.Time.Advance(TimeSpan.FromSeconds(10));

        var answer = await asked.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.Equal((503, "unavailable"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_answer_that_is_no_list_is_not_passed_on() => Assert.Equal(503, (int)(await AskAsync("services", "service.list", """{"x":1}""")).Status);

    private async Task<Answer> AskAsync(string inventory, string kind, string result)
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, id);
        var asked = tenant.GetAsync($"/v1/servers/{id}/inventory/{inventory}");
        var (command, payload) = await agent.CommandAsync();
        Assert.Equal(kind, payload.GetProperty("kind").GetString());
        await agent.AnswerAsync(command, payload.GetProperty("job_id").GetString()!, result);
        return await asked.WaitAsync(TimeSpan.FromSeconds(15));
    }
}
