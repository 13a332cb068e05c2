using MzPanel.Data;
using MzPanel.Data.Events;

namespace MzPanel.Silo.Tests.Events;

public sealed class EventsApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task Events_of_a_server_are_listed_the_latest_received_first()
    {
        var tenant = await panel.TenantAsync();
        var (id, _) = await tenant.ServerAsync();
        for (var i = 0; i < 3; i++)
            await StoreAsync(tenant, id, i);

        var first = (await tenant.GetAsync($"/v1/servers/{id}/events?limit=2")).Json;
        var rest = (await tenant.GetAsync($"/v1/servers/{id}/events?limit=2&cursor={first.GetProperty("next_cursor").GetString()}")).Json;

        Assert.Equal(["n2", "n1", "n0"], first.GetProperty("data").EnumerateArray().Concat(rest.GetProperty("data").EnumerateArray()).Select(e => e.GetProperty("name").GetString()));
        var one = first.GetProperty("data")[0];
        Assert.Equal(
            (id, "warning", """{"type":"site","id":"site_1"}""", "It happened.", """{"a":"\u0000"}""", "1970-01-01T00:00:02.000Z"),
            (one.GetProperty("server_id").GetString(), one.GetProperty("severity").GetString(), one.GetProperty("subject").GetRawText(),
                one.GetProperty("message").GetString(), one.GetProperty("data").GetRawText(), one.GetProperty("at").GetString()));
    }

    private async Task StoreAsync(Tenant tenant, string serverId, int i) => Assert.True(await new EventRecords(panel.Database).StoreAsync(
        new EventRow
        {
            Id = RecordId.New("evt"), WorkspaceId = tenant.WorkspaceId, ServerId = serverId, Name = $"n{i}", Severity = "warning", SubjectType = "site",
            SubjectId = "site_1", Message = "It happened.", Data = """{"a":"\u0000"}""", At = i * 1000, ReceivedAt = i,
        },
        $"m{i}", null));
}
