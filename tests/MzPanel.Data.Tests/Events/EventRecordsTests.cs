using MzPanel.Data.Events;
using MzPanel.Data.Servers;

namespace MzPanel.Data.Tests.Events;

public abstract class EventRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private EventRecords Events => new(Database);

    private static EventRow Row(ServerRow server, long receivedAt = 10) => new()
    {
        Id = RecordId.New("evt"), WorkspaceId = server.WorkspaceId, ServerId = server.Id, Name = "service.down", Severity = "critical",
        SubjectType = "service", SubjectId = "nginx", Message = "nginx is down", Data = """{"x":"\u0000"}""", At = 5, ReceivedAt = receivedAt,
    };

    [Fact]
    public async Task An_event_sent_again_is_stored_once_and_durable_each_time()
    {
        var server = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        var row = Row(server);
        Assert.True(await Events.StoreAsync(row, "m1", epoch));
        Assert.True(await Events.StoreAsync(Row(server), "m1", epoch));
        Assert.Equal([row], (await Events.ListAsync(server.WorkspaceId, server.Id, 10, null)).Rows);
    }

    [Fact]
    public async Task An_older_epoch_stores_nothing()
    {
        var server = await Seed.ServerAsync();
        var old = await Seed.ConnectAsync(server.Id);
        await Seed.ConnectAsync(server.Id);
        Assert.False(await Events.StoreAsync(Row(server), "m1", old));
        Assert.True(await Events.StoreAsync(Row(server), "m2", epoch: null));
        Assert.Single((await Events.ListAsync(server.WorkspaceId, server.Id, 10, null)).Rows);
    }

    [Fact]
    public async Task A_message_with_characters_no_text_column_holds_is_stored_readable()
    {
        var server = await Seed.ServerAsync();
        Assert.True(await Events.StoreAsync(Row(server) with { Message = "a\0b", SubjectId = "\0" }, "m\0", null));
        var found = Assert.Single((await Events.ListAsync(server.WorkspaceId, server.Id, 10, null)).Rows);
        Assert.Equal(("a\uFFFDb", "\uFFFD", """{"x":"\u0000"}"""), (found.Message, found.SubjectId, found.Data));
    }

    [Fact]
    public async Task Nothing_of_another_workspace_is_listed_or_stored()
    {
        var (server, other) = (await Seed.ServerAsync(), await Seed.ServerAsync());
        await Events.StoreAsync(Row(server), "m1", null);
        Assert.Empty((await Events.ListAsync(other.WorkspaceId, server.Id, 10, null)).Rows);
        Assert.False(await Events.StoreAsync(Row(server) with { WorkspaceId = other.WorkspaceId }, "m2", null));
    }

    [Fact]
    public async Task Old_events_are_swept_and_lists_are_paged()
    {
        var server = await Seed.ServerAsync();
        for (var i = 0; i < 6; i++)
            await Events.StoreAsync(Row(server, receivedAt: 10 + i), $"m{i}", null);
        Assert.Equal(2, await Events.SweepAsync(olderThan: 13, limit: 2));
        Assert.Equal(1, await Events.SweepAsync(olderThan: 13, limit: 2));
        var (first, next) = await Events.ListAsync(server.WorkspaceId, server.Id, 2, null);
        var (second, end) = await Events.ListAsync(server.WorkspaceId, server.Id, 2, next);
        Assert.Equal([15, 14, 13], first.Concat(second).Select(e => e.ReceivedAt));
        Assert.Null(end);
    }
}

public sealed class SqliteEventRecordsTests() : EventRecordsTests(postgres: false);

public sealed class PostgresEventRecordsTests() : EventRecordsTests(postgres: true);
