using System.Collections.Concurrent;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Frames that are lost, come twice, change places or come late alter nothing about how jobs end.</summary>
[Collection(FaultRuns.Name)]
public sealed class FrameFaultTests
{
    private const int Jobs = 500;
    private const int AgentCount = 25;
    private const double Share = 0.08;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Five_hundred_jobs_end_as_in_the_run_without_faults()
    {
        var seed = Seeds.Next();
        await using var bench = await FaultBench.StartAsync(2, 0, seed);
        await using var proxy = new FrameProxy(bench.Ring, seed);
        await proxy.StartAsync();
        await bench.AddAgentsAsync(AgentCount, new SiloRing(proxy.Address));
        var undisturbed = await RunAsync(bench);
        proxy.Share = Share;
        bench.Fleet.CutAll();
        var disturbed = await RunAsync(bench);
        proxy.Share = 0;
        // What a living line lost of a log is sent again after the next reconnect: the promise holds from there on.
        bench.Fleet.CutAll();
        await bench.AssertPromisesAsync();
        Assert.True(proxy.Hurt > Jobs / 4, $"seed {seed}: only {proxy.Hurt} frames were hurt");
        for (var number = 0; number < Jobs; number++)
        {
            var (wanted, found) = (await EndAsync(bench, undisturbed[number]), await EndAsync(bench, disturbed[number]));
            Assert.True(wanted == found, $"seed {seed}, job {number}: {found} instead of {wanted}");
        }
    }

    /// <summary>Asks for the jobs, a few at a time, and waits until each agent knows that its report was heard; the ids.</summary>
    private static async Task<IReadOnlyDictionary<int, string>> RunAsync(FaultBench bench)
    {
        var ids = new ConcurrentDictionary<int, string>();
        await Parallel.ForAsync(0, Jobs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) =>
        {
            var work = SimWork.Numbered(number);
            ids[number] = (await bench.Client.JobAsync(bench.Fleet.Agents[number % AgentCount].ServerId, work))!;
            bench.Accepted.Add(ids[number], work);
        });
        await Task.WhenAll(ids.Values.Select(bench.Ledger.ReportedAsync)).WaitAsync(EndLimit);
        return ids;
    }

    private static async Task<string> EndAsync(FaultBench bench, string jobId)
    {
        var job = (await bench.Client.GetAsync($"/v1/jobs/{jobId}"))!.Value;
        var ended = string.Join(' ', ((string[])["status", "exit_code", "attempt", "log"]).Select(member => job.GetProperty(member).ToString()));
        return $"{ended} {(job.TryGetProperty("result", out var result) ? result : default)} {await bench.Client.TextAsync($"/v1/jobs/{jobId}/logs.txt")}";
    }
}
