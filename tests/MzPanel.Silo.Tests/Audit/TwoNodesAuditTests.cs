using MzPanel.Data;
using MzPanel.Silo.Tests.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Audit;

public sealed class TwoNodesAuditTests
{
    private const int Changes = 60;

    [Fact]
    public async Task What_is_done_on_two_nodes_at_once_becomes_one_chain_that_both_find_right()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var records = nodes[0].Service<Database>();

        await Task.WhenAll(Enumerable.Range(0, Changes).Select(i => nodes[i % 2].AskAsync("POST", "/v1/servers", new { name = $"web-{i}" })));
        await Until.Async(async () => await records.FirstAsync<long>("SELECT count(*) FROM audit_waiting") == 0);

        var rows = await records.FirstAsync<long>("SELECT count(*) FROM audit");
        Assert.InRange(rows, Changes, Changes + 2);
        foreach (var node in (int[])[0, 1])
        {
            var found = (await nodes[node].AskAsync("GET", "/v1/account/audit/verify")).Json;
            Assert.Equal((true, rows), (found.GetProperty("ok").GetBoolean(), found.GetProperty("rows").GetInt64()));
        }
    }

    [Fact]
    public async Task A_node_goes_on_with_the_chain_of_one_that_ended()
    {
        await using var nodes = await Nodes.StartAsync(2);
        await nodes[1].AskAsync("POST", "/v1/servers", new { name = "web-1" });
        await nodes.StopLastAsync();

        await nodes[0].AskAsync("POST", "/v1/servers", new { name = "web-2" });

        await Until.Async(async () => (await nodes[0].AskAsync("GET", "/v1/account/audit/verify")).Json is var found
            && found.GetProperty("ok").GetBoolean() && found.GetProperty("rows").GetInt64() == 3);
    }
}
