using MzPanel.Data.Enrollment;
using MzPanel.Data.License;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Tokens;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.License;

public abstract class TierRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const long Now = 1_000_000_000;

    private TierRecords Tiers => new(Database);

    private CredentialRecords Credentials => new(Database);

    [Fact]
    public async Task Another_tier_asks_for_another_token_of_each_registered_server_and_of_no_other()
    {
        var workspace = await Seed.WorkspaceAsync();
        var (one, two) = (await RegisteredAsync(workspace), await RegisteredAsync(workspace));
        var (never, gone, foreign) = (await Seed.ServerAsync(workspace), await RegisteredAsync(workspace), await RegisteredAsync(await Seed.WorkspaceAsync()));
        await new ServerRecords(Database).DeleteAsync(gone, Seed.Entry(workspace, "server.delete"));

        Assert.Equal(2, await ChangeAsync(workspace, "pro"));

        Assert.Equal("pro", await Tiers.OfWorkspaceAsync(workspace));
        foreach (var (server, rotates) in new[] { (one, true), (two, true), (never, false), (gone, false), (foreign, false) })
            Assert.Equal(rotates, await Credentials.MintRotationAsync(server.Id, Now) is not null);
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'workspace.tier'"));
    }

    [Fact]
    public async Task The_tier_a_workspace_has_already_and_a_closed_workspace_change_nothing()
    {
        var workspace = await Seed.WorkspaceAsync();
        var server = await RegisteredAsync(workspace);

        Assert.Null(await ChangeAsync(workspace, "unlimited"));
        await Database.Control.WriteAsync([new("UPDATE workspaces SET closed_at = 5 WHERE id = @workspace", ("workspace", workspace))]);
        Assert.Null(await ChangeAsync(workspace, "pro"));

        Assert.Null(await Credentials.MintRotationAsync(server.Id, Now));
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'workspace.tier'"));
    }

    [Fact]
    public async Task Connected_servers_whose_token_waits_are_found_until_it_is_delivered()
    {
        var workspace = await Seed.WorkspaceAsync();
        var (online, offline) = (await RegisteredAsync(workspace), await RegisteredAsync(workspace));
        await Database.Control.WriteAsync([new("UPDATE servers SET status = 'online' WHERE id = @id", ("id", online.Id))]);
        await ChangeAsync(workspace, "pro");

        Assert.Empty(await Credentials.UndeliveredAsync(Now, 10));
        Assert.Equal([online.Id], await Credentials.UndeliveredAsync(Now + 1, 10));
        await Credentials.MintRotationAsync(online.Id, Now);
        Assert.Empty(await Credentials.UndeliveredAsync(Now + 1, 10));
        Assert.NotNull(await Credentials.MintRotationAsync(offline.Id, Now));
    }

    private Task<int?> ChangeAsync(string workspace, string tier) => Tiers.ChangeAsync(workspace, tier, Seed.Entry(workspace, "workspace.tier"), Now);

    private async Task<ServerRow> RegisteredAsync(string workspaceId)
    {
        var server = await Seed.ServerAsync(workspaceId);
        var (install, token) = (InstallToken.Create(Now), Token.Create(TokenKind.Agent));
        var registrations = new RegistrationRecords(Database);
        await registrations.IssueAsync(server.Id, install, Seed.Entry(workspaceId, "x") with { ServerId = server.Id }, null);
        await registrations.ExchangeAsync(new Registration
        {
            InstallHash = Token.Hash(install.Text), NonceHash = [1], AgentHash = Token.Hash(token), AgentLastFour = token[^4..], Hostname = "web-1", Now = Now,
        });
        return server;
    }
}

public sealed class SqliteTierRecordsTests() : TierRecordsTests(postgres: false);

public sealed class PostgresTierRecordsTests() : TierRecordsTests(postgres: true);
