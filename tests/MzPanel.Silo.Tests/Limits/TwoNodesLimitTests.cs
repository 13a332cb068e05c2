using System.Diagnostics;
using System.Net;
using MzPanel.Silo.Tests.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Limits;

public sealed class TwoNodesLimitTests
{
    private const int PerMinute = 600;
    private const double PerSecond = PerMinute / 60.0;

    [Fact]
    public async Task Two_nodes_hold_one_limit_and_a_burst_of_a_seconds_worth_passes_after_a_pause()
    {
        await using var nodes = await Nodes.StartAsync(2, $"--RateLimits:RequestsPerMinute={PerMinute}");
        var (here, there) = (nodes[0], nodes[1]);
        await SharedAsync(here, there);

        var watch = Stopwatch.StartNew();
        var passed = 0;
        for (var refused = 0; refused < 20; refused++)
            while (await AskAsync(passed % 2 == 0 ? here : there))
                passed++;
        var most = PerMinute + watch.Elapsed.TotalSeconds * PerSecond;

        Assert.InRange(passed, PerMinute * 0.97, most * 1.05);
        var pause = Stopwatch.StartNew();
        // What both let through at the same moment is paid back first: a second at most.
        await Until.Async(() => Task.FromResult(pause.Elapsed > TimeSpan.FromSeconds(2)));
        for (var i = 0; i < PerSecond; i++)
            Assert.True(await AskAsync(i % 2 == 0 ? here : there));
    }

    /// <summary>Each node finds out within a second or two that it is not alone; seen by what strangers, another caller, have left.</summary>
    private static async Task SharedAsync(WholeSilo here, WholeSilo there)
    {
        var asked = 0;
        await Until.Async(async () =>
        {
            await StrangerAsync(here);
            return await StrangerAsync(there) < PerMinute - ++asked - 1;
        });
    }

    private static async Task<bool> AskAsync(WholeSilo node) => (await node.AskAsync("GET", "/v1/account")).Status == HttpStatusCode.OK;

    private static async Task<int> StrangerAsync(WholeSilo node) =>
        int.Parse((await node.Http.SendAsync("GET", "/v1/account")).Header("RateLimit-Remaining")!, null);
}
