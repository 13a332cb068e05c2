using MzPanel.Data.Enrollment;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Tokens;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Enrollment;

public abstract class CredentialRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const long Now = 1_000_000_000;

    private CredentialRecords Credentials => new(Database);

    [Theory]
    [InlineData("")]
    [InlineData("mzp_agt_unknown")]
    public async Task An_unknown_token_is_nobody(string token) => Assert.Null(await AuthenticateAsync(token));

    [Fact]
    public async Task An_install_token_is_no_agent_token()
    {
        var server = await Seed.ServerAsync();
        var token = InstallToken.Create(Now);
        await new RegistrationRecords(Database).IssueAsync(server.Id, token, Entry(server, "x"), null);

        Assert.Null(await AuthenticateAsync(token.Text));
    }

    [Fact]
    public async Task A_token_tells_its_server_and_workspace_each_time()
    {
        var server = await RegisteredAsync("old");

        for (var i = 0; i < 3; i++)
        {
            var found = await AuthenticateAsync("old");
            Assert.Equal((server.Id, server.WorkspaceId, CredentialState.Active), (found!.ServerId, found.WorkspaceId, found.State));
        }
    }

    [Fact]
    public async Task The_token_of_a_deleted_server_is_nobody()
    {
        var server = await RegisteredAsync("old");
        await new ServerRecords(Database).DeleteAsync(server, Entry(server, "server.delete"));

        Assert.Null(await AuthenticateAsync("old"));
        Assert.Equal(TokenOutcome.ServerGone, await RequestAsync(server));
        Assert.Null(await Credentials.MintRotationAsync(server.Id, Now));
    }

    [Fact]
    public async Task Without_a_rotation_asked_for_no_token_is_made()
    {
        var server = await RegisteredAsync("old");

        Assert.Null(await Credentials.MintRotationAsync(server.Id, Now));
        await Credentials.RotationAckedAsync(server.Id, "m-1", Now);
    }

    [Fact]
    public async Task Until_the_new_token_authenticates_the_old_one_is_good_and_then_it_is_not()
    {
        var server = await RegisteredAsync("old");
        Assert.Equal(TokenOutcome.Done, await RequestAsync(server));
        var fresh = await DeliveredAsync(server);
        await Credentials.RotationAckedAsync(server.Id, fresh.MessageId, Now);
        Assert.NotNull(await AuthenticateAsync("old"));

        Assert.Equal(server.Id, (await AuthenticateAsync(fresh.Token))?.ServerId);

        Assert.Null(await AuthenticateAsync("old"));
        Assert.NotNull(await AuthenticateAsync(fresh.Token));
        Assert.Null(await Credentials.MintRotationAsync(server.Id, Now));
        Assert.Equal("1,1,1,1", await AuditsAsync(server.Id, "server.rotate_token", "agent.token_delivered", "agent.token_kept", "agent.token_rotated"));
    }

    [Fact]
    public async Task A_token_that_the_agent_keeps_is_made_only_once()
    {
        var server = await RegisteredAsync("old");
        await RequestAsync(server);
        var kept = await DeliveredAsync(server);
        await Credentials.RotationAckedAsync(server.Id, kept.MessageId, Now);

        Assert.NotNull(await AuthenticateAsync("old"));
        Assert.Null(await Credentials.MintRotationAsync(server.Id, Now));

        Assert.NotNull(await AuthenticateAsync(kept.Token));
        Assert.Null(await AuthenticateAsync("old"));
    }

    [Fact]
    public async Task That_an_earlier_token_is_kept_says_nothing_of_the_one_made_after_it()
    {
        var server = await RegisteredAsync("old");
        await RequestAsync(server);
        var earlier = await DeliveredAsync(server);
        await DeliveredAsync(server);

        await Credentials.RotationAckedAsync(server.Id, earlier.MessageId, Now);

        Assert.NotNull(await Credentials.MintRotationAsync(server.Id, Now));
        Assert.Equal("0", await AuditsAsync(server.Id, "agent.token_kept"));
    }

    [Fact]
    public async Task Another_rotation_leaves_the_kept_token_good_until_its_successor_authenticates()
    {
        var server = await RegisteredAsync("old");
        await RequestAsync(server);
        var kept = await DeliveredAsync(server);
        await Credentials.RotationAckedAsync(server.Id, kept.MessageId, Now);
        Assert.Equal(TokenOutcome.Done, await RequestAsync(server));
        var next = await DeliveredAsync(server);

        Assert.Null(await AuthenticateAsync("old"));
        Assert.NotNull(await AuthenticateAsync(kept.Token));
        Assert.NotNull(await AuthenticateAsync(next.Token));
        Assert.Null(await AuthenticateAsync(kept.Token));
    }

    [Fact]
    public async Task A_delivery_that_was_never_used_is_followed_by_another_token_and_two_at_most_are_good()
    {
        var server = await RegisteredAsync("old");
        await RequestAsync(server);
        var lost = await DeliveredAsync(server);
        var second = await DeliveredAsync(server);

        Assert.NotEqual(lost.Token, second.Token);
        Assert.Null(await AuthenticateAsync(lost.Token));
        Assert.NotNull(await AuthenticateAsync("old"));
        Assert.NotNull(await AuthenticateAsync(second.Token));
        Assert.Null(await AuthenticateAsync("old"));
    }

    [Fact]
    public async Task A_retired_token_seen_later_is_refused_and_audited_and_the_new_one_lives_on()
    {
        var server = await RegisteredAsync("old");
        var fresh = await RotatedAsync(server);

        for (var i = 0; i < 5; i++)
            Assert.Null(await AuthenticateAsync("old", Now + 1 + i));
        Assert.Equal("1", await AuditsAsync(server.Id, "agent.token_refused"));

        Assert.Null(await AuthenticateAsync("old", Now + 100_000));
        Assert.Equal("2", await AuditsAsync(server.Id, "agent.token_refused"));
        Assert.NotNull(await AuthenticateAsync(fresh));
    }

    [Fact]
    public async Task Rotations_follow_each_other()
    {
        var server = await RegisteredAsync("old");
        var first = await RotatedAsync(server);
        var second = await RotatedAsync(server);

        Assert.Null(await AuthenticateAsync("old"));
        Assert.Null(await AuthenticateAsync(first));
        Assert.NotNull(await AuthenticateAsync(second));
    }

    [Fact]
    public async Task Asking_again_while_a_rotation_is_under_way_keeps_the_token_that_the_agent_may_hold()
    {
        var server = await RegisteredAsync("old");
        var key = new IdempotencyCommit("usr_1", "k", [1], 202, "{\"rotation\":\"pending\"}", null, Now);
        await RequestAsync(server);
        var fresh = await DeliveredAsync(server);

        Assert.Equal(TokenOutcome.UnderWay, await RequestAsync(server, key));
        Assert.Equal(TokenOutcome.KeyTaken, await RequestAsync(server, key));

        Assert.NotNull(await AuthenticateAsync(fresh.Token));
        Assert.Equal(202, await ScalarAsync<long>("SELECT status FROM idempotency WHERE key = 'k'"));
    }

    [Fact]
    public async Task Many_requests_at_once_make_one_rotation()
    {
        var server = await RegisteredAsync("old");

        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RequestAsync(server)));

        Assert.Single(all, o => o == TokenOutcome.Done);
        Assert.NotNull(await Credentials.MintRotationAsync(server.Id, Now));
        Assert.Equal("1", await AuditsAsync(server.Id, "server.rotate_token"));
    }

    [Fact]
    public async Task Two_connections_at_once_with_the_new_token_both_come_in()
    {
        var server = await RegisteredAsync("old");
        await RequestAsync(server);
        var fresh = await DeliveredAsync(server);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AuthenticateAsync(fresh.Token)));

        Assert.All(all, Assert.NotNull);
        Assert.Equal("1", await AuditsAsync(server.Id, "agent.token_rotated"));
    }

    [Fact]
    public async Task First_uses_at_once_both_come_in()
    {
        await RegisteredAsync("old");

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AuthenticateAsync("old"))), Assert.NotNull);
    }

    private async Task<ServerRow> RegisteredAsync(string agentToken)
    {
        var server = await Seed.ServerAsync();
        var token = InstallToken.Create(Now);
        var registrations = new RegistrationRecords(Database);
        await registrations.IssueAsync(server.Id, token, Entry(server, "x"), null);
        await registrations.ExchangeAsync(new Registration
        {
            InstallHash = Token.Hash(token.Text), NonceHash = [1], AgentHash = Token.Hash(agentToken), AgentLastFour = "0000", Hostname = "web-1", Now = Now,
        });
        return server;
    }

    private async Task<TokenDelivery> DeliveredAsync(ServerRow server)
    {
        var made = await Credentials.MintRotationAsync(server.Id, Now);
        Assert.NotNull(made);
        return made;
    }

    private async Task<string> RotatedAsync(ServerRow server)
    {
        await RequestAsync(server);
        var fresh = await DeliveredAsync(server);
        Assert.NotNull(await AuthenticateAsync(fresh.Token));
        return fresh.Token;
    }

    private Task<TokenOutcome> RequestAsync(ServerRow server, IdempotencyCommit? key = null) =>
        Credentials.RequestRotationAsync(server.Id, Entry(server, "server.rotate_token"), key, Now);

    private Task<AgentCredential?> AuthenticateAsync(string token, long now = Now) => Credentials.AuthenticateAgentAsync(Token.Hash(token), now);

    private static Data.Audit.AuditEntry Entry(ServerRow server, string action) => Seed.Entry(server.WorkspaceId, action) with { ServerId = server.Id };

    private async Task<string> AuditsAsync(string serverId, params string[] actions)
    {
        var counts = new List<long>();
        foreach (var action in actions)
            counts.Add(await ScalarAsync<long>("SELECT count(*) FROM audit WHERE server_id = @serverId AND action = @action", new { serverId, action }));
        return string.Join(',', counts);
    }
}

public sealed class SqliteCredentialRecordsTests() : CredentialRecordsTests(postgres: false);

public sealed class PostgresCredentialRecordsTests() : CredentialRecordsTests(postgres: true);
