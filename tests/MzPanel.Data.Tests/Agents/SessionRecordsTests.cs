using MzPanel.Data.Agents;
using MzPanel.Data.Servers;
using MzPanel.Protocol;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Agents;

public abstract class SessionRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private SessionRecords Sessions => new(Database);

    private Task<SessionRow?> AcceptAsync(string server, string connection, long lastEpoch = 0, string? journal = "j1") =>
        Sessions.AcceptAsync(server, connection, "silo-1", lastEpoch, journal, """["journal"]""", "[]", now: 77);

    [Fact]
    public async Task Each_accepted_connection_has_a_higher_epoch()
    {
        var server = await Seed.ServerAsync();
        var first = await AcceptAsync(server.Id, "c1");
        var second = await AcceptAsync(server.Id, "c2", journal: "j2");
        Assert.Equal((1L, "j1"), (first!.Epoch, first.SettledJournalId));
        Assert.Equal((2L, "j1", "j2", "c2"), (second!.Epoch, second.SettledJournalId, second.JournalId, second.ConnectionId));
        Assert.Equal(("silo-1", """["journal"]""", "[]", 77L), (second.Silo, second.Features, second.Kinds, second.ConnectedAt));
        Assert.Equal(second, await Sessions.FindAsync(server.Id));
    }

    [Fact]
    public async Task A_journal_is_new_until_all_commands_are_settled_against_it()
    {
        var server = await Seed.ServerAsync();
        await AcceptAsync(server.Id, "c1");
        var failed = await AcceptAsync(server.Id, "c2", journal: "j2");
        var again = await AcceptAsync(server.Id, "c3", journal: "j2");
        Assert.Equal("j1", again!.SettledJournalId);

        await Sessions.SettledAsync(server.Id, failed!.Epoch);
        Assert.Equal("j1", (await Sessions.FindAsync(server.Id))!.SettledJournalId);
        await Sessions.SettledAsync(server.Id, again.Epoch);
        Assert.Equal("j2", (await AcceptAsync(server.Id, "c4", journal: "j2"))!.SettledJournalId);
    }

    [Fact]
    public async Task The_epoch_is_above_what_the_agent_has_seen_also_after_a_restore()
    {
        var server = await Seed.ServerAsync();
        Assert.Equal(42, (await AcceptAsync(server.Id, "c1", lastEpoch: 41))!.Epoch);
        Assert.Equal(43, (await AcceptAsync(server.Id, "c2", lastEpoch: 7))!.Epoch);
        Assert.Equal(1001, (await AcceptAsync(server.Id, "c3", lastEpoch: 1000))!.Epoch);
        Assert.Equal(ProtocolLimits.MaxEpoch + 1, (await AcceptAsync(server.Id, "c4", ProtocolLimits.MaxEpoch))!.Epoch);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AcceptAsync(server.Id, "c5", ProtocolLimits.MaxEpoch + 1));
    }

    [Fact]
    public async Task Connections_that_come_at_once_never_share_an_epoch()
    {
        var server = await Seed.ServerAsync();
        var accepted = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => AcceptAsync(server.Id, $"c{i}"))));
        var epochs = accepted.OfType<SessionRow>().Select(s => s.Epoch).ToArray();
        Assert.Equal(epochs.Distinct().Count(), epochs.Length);
        Assert.Equal(20, (await Sessions.FindAsync(server.Id))!.Epoch);
        Assert.Contains(20, epochs);
    }

    [Fact]
    public async Task A_hello_heard_before_another_connection_was_accepted_is_refused()
    {
        var server = await Seed.ServerAsync();
        Assert.NotNull(await HeardAtAsync(server.Id, "c1", seen: 0));
        Assert.NotNull(await HeardAtAsync(server.Id, "c2", seen: 1));
        Assert.Null(await HeardAtAsync(server.Id, "c3", seen: 1));
        Assert.Null(await HeardAtAsync(server.Id, "c4", seen: 0));
        Assert.Equal((2L, "c2"), await Sessions.FindAsync(server.Id) is { } kept ? (kept.Epoch, kept.ConnectionId) : default);
    }

    private Task<SessionRow?> HeardAtAsync(string server, string connection, long seen) =>
        Sessions.AcceptAsync(server, connection, "silo-1", 0, "j1", "[]", "[]", now: 77, seen);

    [Fact]
    public async Task A_server_that_is_gone_accepts_none()
    {
        var server = await Seed.ServerAsync();
        await new ServerRecords(Database).DeleteAsync(server, Seed.Entry(server.WorkspaceId, "server.delete"));
        Assert.Null(await AcceptAsync(server.Id, "c1"));
        Assert.Null(await AcceptAsync("srv_unknown", "c1"));
    }
}

public sealed class SqliteSessionRecordsTests() : SessionRecordsTests(postgres: false);

public sealed class PostgresSessionRecordsTests() : SessionRecordsTests(postgres: true);
