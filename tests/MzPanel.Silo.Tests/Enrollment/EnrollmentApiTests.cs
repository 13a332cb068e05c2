using System.Text.Json;
using MzPanel.Data.Enrollment;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Silo.Tests.Enrollment;

public sealed class EnrollmentApiTests(Panel panel) : IClassFixture<Panel>
{
    private const string Nonce = "0123456789abcdef";

    [Fact]
    public async Task An_agent_gets_its_token_and_where_to_connect()
    {
        var tenant = await panel.TenantAsync();
        var (id, token) = await tenant.ServerAsync();

        var answer = await RegisterAsync(token);

        Assert.Equal(201, (int)answer.Status);
        Assert.Equal(
            (id, "wss://panel.example.org/v1/agent", "https://panel.example.org/.well-known/jwks.json"),
            (Text(answer, "server_id"), Text(answer, "connect_url"), Text(answer, "keys_url")));
        Assert.Equal(id, (await AuthenticateAsync(Text(answer, "agent_token")))?.ServerId);
        var server = (await tenant.GetAsync($"/v1/servers/{id}")).Json;
        Assert.Equal(("web-1", "debian", "pending"), (server.GetProperty("hostname").GetString(), server.GetProperty("os").GetString(), server.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Members_of_other_versions_are_passed_over()
    {
        var (_, token) = await (await panel.TenantAsync()).ServerAsync();

        var answer = await SendAsync($$$"""{"install_token":"{{{token}}}","exchange_nonce":"{{{Nonce}}}","hostname":"a","shoe_size":{"eu":43},"flags":[1]}""");

        Assert.Equal(201, (int)answer.Status);
    }

    [Fact]
    public async Task A_token_registers_once_and_the_same_nonce_makes_up_for_a_lost_reply()
    {
        var (_, token) = await (await panel.TenantAsync()).ServerAsync();

        var first = await RegisterAsync(token);
        var other = await RegisterAsync(token, nonce: "fedcba9876543210");
        var again = await RegisterAsync(token);

        Assert.Equal((201, 401, "install_token_invalid", 201), ((int)first.Status, (int)other.Status, other.Code, (int)again.Status));
        Assert.Null(await AuthenticateAsync(Text(first, "agent_token")));
        Assert.NotNull(await AuthenticateAsync(Text(again, "agent_token")));
        Assert.Equal(401, (int)(await RegisterAsync(token)).Status);
    }

    [Fact]
    public async Task Whoever_tries_too_often_is_told_to_wait_and_people_of_the_same_address_are_not()
    {
        await using var silo = await WholeSilo.StartAsync("--RateLimits:RequestsPerMinute=3");
        var answers = new List<Answer>();
        for (var tries = 0; tries < 4; tries++)
            answers.Add(await silo.Http.SendAsync("POST", "/v1/agent/register", new { install_token = "mzp_ins_x", exchange_nonce = Nonce, hostname = "a" }));

        Assert.Equal([401, 401, 401, 429], answers.Select(answer => (int)answer.Status));
        Assert.Equal(("rate_limited", "20"), (answers[3].Code, answers[3].Header("Retry-After")));
        Assert.Equal(401, (int)(await silo.Http.SendAsync("GET", "/v1/account")).Status);
    }

    [Fact]
    public async Task A_token_expires_after_an_hour()
    {
        var (_, token) = await (await panel.TenantAsync()).ServerAsync();
        panel.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(401, (int)(await RegisterAsync(token)).Status);
    }

    [Fact]
    public async Task Registering_anew_revokes_the_earlier_token_and_closes_its_link_with_4401()
    {
        var tenant = await panel.TenantAsync();
        var (id, token) = await tenant.ServerAsync();
        var stolen = Text(await RegisterAsync(token), "agent_token");
        await AuthenticateAsync(stolen);
        var thief = await TestAgent.ConnectAsync(panel, id);
        var fresh = (await tenant.SendAsync("POST", $"/v1/servers/{id}/install-token")).Json.GetProperty("install").GetProperty("token").GetString()!;

        Assert.Equal(201, (int)(await RegisterAsync(fresh)).Status);

        Assert.Equal(4401, await thief.Closed);
        Assert.Null(await AuthenticateAsync(stolen));
    }

    [Theory]
    [InlineData("mzp_ins_short")]
    [InlineData("mzp_ins_0000000000000000000000000000000000000000000000000")]
    [InlineData("mzp_agt_0000000000000000000000000000000000000000000000000")]
    public async Task A_token_that_is_none_is_401(string token)
    {
        var answer = await RegisterAsync(token);

        Assert.Equal((401, "install_token_invalid"), ((int)answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("""{"exchange_nonce":"0123456789abcdef","hostname":"a"}""", "install_token")]
    [InlineData("""{"install_token":"x","hostname":"a"}""", "exchange_nonce")]
    [InlineData("""{"install_token":"x","exchange_nonce":"short","hostname":"a"}""", "exchange_nonce")]
    [InlineData("""{"install_token":"x","exchange_nonce":"0123456789abcdef"}""", "hostname")]
    [InlineData("""{"install_token":"x","exchange_nonce":"0123456789abcdef","hostname":7}""", "hostname")]
    [InlineData("""{"install_token":"x","exchange_nonce":"0123456789abcdef","hostname":"a\nb"}""", "hostname")]
    [InlineData("""{"install_token":"x","exchange_nonce":"0123456789abcdef","hostname":"a","seal_key":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}""", "seal_key")]
    [InlineData("""{"install_token":"x","exchange_nonce":"0123456789abcdef","hostname":"a","seal_key":{"kty":"EC"}}""", "seal_key")]
    [InlineData("""{"install_token":"x","exchange_nonce":"0123456789abcdef","hostname":"\ud800"}""", "hostname")]
    [InlineData("""[]""", "body")]
    public async Task A_body_at_fault_names_its_field(string body, string field)
    {
        var answer = await SendAsync(body);

        Assert.Equal((422, field), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Theory]
    [InlineData("""{"hostname":"a","hostname":"b"}""")]
    [InlineData("""{""")]
    [InlineData("")]
    public async Task A_body_that_is_no_json_is_malformed(string body) => Assert.Equal(400, (int)(await SendAsync(body)).Status);

    [Fact]
    public async Task Of_many_agents_with_one_token_at_once_one_wins()
    {
        var (_, token) = await (await panel.TenantAsync()).ServerAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RegisterAsync(token, nonce: $"0123456789abcdef{i}")));

        Assert.Equal([201, 401, 401, 401, 401, 401, 401, 401], all.Select(a => (int)a.Status).Order());
    }

    private Task<Answer> RegisterAsync(string token, string nonce = Nonce) => SendAsync(JsonSerializer.Serialize(new
    {
        install_token = token, exchange_nonce = nonce, hostname = "web-1", os = "debian", os_version = "12", arch = "amd64", agent_version = "0.1.0",
    }));

    private Task<Answer> SendAsync(string body) => panel.Http.SendAsync("POST", "/v1/agent/register", body);

    private Task<AgentCredential?> AuthenticateAsync(string token) => new CredentialRecords(panel.Database).AuthenticateAgentAsync(Token.Hash(token), panel.Now);

    private static string Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString()!;
}
