using MzPanel.Data.Enrollment;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Tokens;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Enrollment;

public abstract class RegistrationRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const long Now = 1_000_000_000;
    private const long Hour = 3_600_000;
    private const long TenMinutes = 600_000;

    private RegistrationRecords Registrations => new(Database);

    private CredentialRecords Credentials => new(Database);

    [Fact]
    public async Task An_install_token_becomes_an_agent_token_of_its_server_with_the_facts_told()
    {
        var (server, token) = await IssuedAsync();

        var registered = await Registrations.ExchangeAsync(Asked(token, "agent-1"));

        Assert.Equal(new Registered(server.Id, server.WorkspaceId), registered);
        Assert.Equal(server.Id, (await AuthenticateAsync("agent-1"))?.ServerId);
        var facts = await new ServerRecords(Database).FindAsync(server.Id);
        Assert.Equal(("web-1", "debian", "12", "amd64", "0.1.0"), (facts!.Hostname, facts.Os, facts.OsVersion, facts.Arch, facts.AgentVersion));
        Assert.Equal(1, await AuditAsync(server.Id, "agent.register"));
    }

    [Fact]
    public async Task The_token_made_with_the_server_registers_it()
    {
        var workspace = await Seed.WorkspaceAsync();
        var row = new ServerRow { Id = RecordId.New("srv"), WorkspaceId = workspace, Name = "a", CreatedAt = Now };
        var token = InstallToken.Create(Now);
        await new ServerRecords(Database).CreateAsync(row, Seed.Entry(workspace, "server.create"), null, RegistrationRecords.Insert(row.Id, token));

        Assert.NotNull(await Registrations.ExchangeAsync(Asked(token, "agent-1")));
    }

    [Fact]
    public async Task A_token_registers_once()
    {
        var (_, token) = await IssuedAsync();
        Assert.NotNull(await Registrations.ExchangeAsync(Asked(token, "agent-1")));

        Assert.Null(await Registrations.ExchangeAsync(Asked(token, "agent-2", nonce: "another nonce")));
        Assert.NotNull(await AuthenticateAsync("agent-1"));
        Assert.Null(await AuthenticateAsync("agent-2"));
    }

    [Fact]
    public async Task A_token_lives_one_hour()
    {
        var (_, token) = await IssuedAsync();

        Assert.Null(await Registrations.ExchangeAsync(Asked(token, "late", now: Now + Hour)));
        Assert.NotNull(await Registrations.ExchangeAsync(Asked(token, "in time", now: Now + Hour - 1)));
    }

    [Fact]
    public async Task An_unknown_token_registers_nothing() =>
        Assert.Null(await Registrations.ExchangeAsync(Asked(InstallToken.Create(Now), "agent-1")));

    [Fact]
    public async Task A_newer_token_voids_the_ones_that_were_not_used()
    {
        var (server, first) = await IssuedAsync();
        var second = await IssueAsync(server);

        Assert.Null(await Registrations.ExchangeAsync(Asked(first, "agent-1")));
        Assert.NotNull(await Registrations.ExchangeAsync(Asked(second, "agent-2")));
    }

    [Fact]
    public async Task A_deleted_server_is_not_registered_and_gets_no_token()
    {
        var (server, token) = await IssuedAsync();
        await new ServerRecords(Database).DeleteAsync(server, Seed.Entry(server.WorkspaceId, "server.delete"));

        Assert.Null(await Registrations.ExchangeAsync(Asked(token, "agent-1")));
        Assert.Equal(TokenOutcome.ServerGone,
            await Registrations.IssueAsync(server.Id, InstallToken.Create(Now), Seed.Entry(server.WorkspaceId, "server.install_token"), null));
    }

    [Fact]
    public async Task After_a_lost_reply_the_same_nonce_gets_a_fresh_token_and_voids_the_earlier_one()
    {
        var (_, token) = await IssuedAsync();
        await Registrations.ExchangeAsync(Asked(token, "agent-1"));

        Assert.NotNull(await Registrations.ExchangeAsync(Asked(token, "agent-2", now: Now + TenMinutes - 1)));
        Assert.NotNull(await Registrations.ExchangeAsync(Asked(token, "agent-3", now: Now + TenMinutes - 1)));

        Assert.Null(await AuthenticateAsync("agent-1"));
        Assert.Null(await AuthenticateAsync("agent-2"));
        Assert.NotNull(await AuthenticateAsync("agent-3"));
    }

    [Fact]
    public async Task A_lost_reply_is_made_up_for_during_ten_minutes_only()
    {
        var (_, token) = await IssuedAsync();
        await Registrations.ExchangeAsync(Asked(token, "agent-1"));

        Assert.Null(await Registrations.ExchangeAsync(Asked(token, "agent-2", now: Now + TenMinutes)));
        Assert.NotNull(await AuthenticateAsync("agent-1"));
    }

    [Fact]
    public async Task A_token_that_was_used_proves_that_the_reply_was_not_lost()
    {
        var (_, token) = await IssuedAsync();
        await Registrations.ExchangeAsync(Asked(token, "agent-1"));
        Assert.NotNull(await AuthenticateAsync("agent-1"));

        Assert.Null(await Registrations.ExchangeAsync(Asked(token, "agent-2")));
        Assert.NotNull(await AuthenticateAsync("agent-1"));
    }

    [Fact]
    public async Task A_new_registration_revokes_every_earlier_token_of_the_server()
    {
        var (server, token) = await IssuedAsync();
        await Registrations.ExchangeAsync(Asked(token, "stolen"));
        await AuthenticateAsync("stolen");
        await Credentials.RequestRotationAsync(server.Id, Seed.Entry(server.WorkspaceId, "server.rotate_token"), null, Now);
        var rotated = await Credentials.MintRotationAsync(server.Id, Now);

        Assert.NotNull(await Registrations.ExchangeAsync(Asked(await IssueAsync(server), "fresh")));

        Assert.Null(await AuthenticateAsync("stolen"));
        Assert.Null(await AuthenticateAsync(rotated!.Token));
        Assert.NotNull(await AuthenticateAsync("fresh"));
    }

    [Fact]
    public async Task A_used_token_of_an_earlier_registration_does_not_come_back()
    {
        var (server, first) = await IssuedAsync();
        await Registrations.ExchangeAsync(Asked(first, "agent-1"));
        await Registrations.ExchangeAsync(Asked(await IssueAsync(server), "agent-2"));

        Assert.Null(await Registrations.ExchangeAsync(Asked(first, "agent-3")));
        Assert.NotNull(await AuthenticateAsync("agent-2"));
    }

    [Fact]
    public async Task Of_many_registrations_at_once_with_different_nonces_one_wins()
    {
        var (server, token) = await IssuedAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Registrations.ExchangeAsync(Asked(token, $"agent-{i}", $"nonce {i}"))));

        Assert.Single(all, r => r is not null);
        var valid = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => AuthenticateAsync($"agent-{i}")));
        Assert.Single(valid, c => c is not null);
        Assert.Equal(1, await AuditAsync(server.Id, "agent.register"));
    }

    [Fact]
    public async Task Of_many_registrations_at_once_with_one_nonce_each_is_answered_and_one_token_is_valid()
    {
        var (_, token) = await IssuedAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Registrations.ExchangeAsync(Asked(token, $"agent-{i}"))));

        Assert.All(all, Assert.NotNull);
        var valid = new List<AgentCredential?>();
        for (var i = 0; i < 16; i++)
            valid.Add(await AuthenticateAsync($"agent-{i}"));
        Assert.Single(valid, c => c is not null);
    }

    [Fact]
    public async Task A_key_that_holds_an_answer_keeps_the_token_from_being_made()
    {
        var server = await Seed.ServerAsync();
        var key = new IdempotencyCommit("usr_1", "k", [1], 201, "{}", null, Now);
        var audit = Seed.Entry(server.WorkspaceId, "server.install_token") with { ServerId = server.Id };

        Assert.Equal(TokenOutcome.Done, await Registrations.IssueAsync(server.Id, InstallToken.Create(Now), audit, key));
        var again = InstallToken.Create(Now);
        Assert.Equal(TokenOutcome.KeyTaken, await Registrations.IssueAsync(server.Id, again, audit, key));

        Assert.Null(await Registrations.ExchangeAsync(Asked(again, "agent-1")));
        Assert.Equal(1, await AuditAsync(server.Id, "server.install_token"));
        Assert.Equal("{}", await ScalarAsync<string>("SELECT answer FROM idempotency WHERE caller = 'usr_1' AND key = 'k' AND status = 201"));
    }

    private async Task<(ServerRow Server, InstallToken Token)> IssuedAsync()
    {
        var server = await Seed.ServerAsync();
        return (server, await IssueAsync(server));
    }

    private async Task<InstallToken> IssueAsync(ServerRow server)
    {
        var token = InstallToken.Create(Now);
        var audit = Seed.Entry(server.WorkspaceId, "server.install_token") with { ServerId = server.Id };
        Assert.Equal(TokenOutcome.Done, await Registrations.IssueAsync(server.Id, token, audit, null));
        return token;
    }

    private Task<AgentCredential?> AuthenticateAsync(string agentToken) => Credentials.AuthenticateAgentAsync(Token.Hash(agentToken), Now + 1);

    private static Registration Asked(InstallToken token, string agentToken, string nonce = "the nonce", long now = Now) => new()
    {
        InstallHash = Token.Hash(token.Text),
        NonceHash = Token.Hash(nonce),
        AgentHash = Token.Hash(agentToken),
        AgentLastFour = "0000",
        Hostname = "web-1",
        Os = "debian",
        OsVersion = "12",
        Arch = "amd64",
        AgentVersion = "0.1.0",
        Now = now,
    };

    private Task<long> AuditAsync(string serverId, string action) =>
        ScalarAsync<long>("SELECT count(*) FROM audit WHERE server_id = @serverId AND action = @action", new { serverId, action });
}

public sealed class SqliteRegistrationRecordsTests() : RegistrationRecordsTests(postgres: false);

public sealed class PostgresRegistrationRecordsTests() : RegistrationRecordsTests(postgres: true);
