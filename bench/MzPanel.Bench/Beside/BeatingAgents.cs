using System.Diagnostics;

namespace MzPanel.Bench.Beside;

/// <summary>Some hundred agents of one server, that send their heartbeats one after the other at a pace, or all at once.</summary>
internal sealed class BeatingAgents : IAsyncDisposable
{
    private const int Senders = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private readonly List<IBeater> agents = [];
    private readonly IContender server;
    private long next;

    private BeatingAgents(IContender server) => this.server = server;

    public static async Task<BeatingAgents> ConnectAsync(Side side, int agents)
    {
        var beating = new BeatingAgents(side.Server);
        for (var agent = 0; agent < agents; agent++)
            beating.agents.Add(await side.BeaterAsync($"beat-{agent}"));
        return beating;
    }

    /// <summary>What the server uses while nobody says anything, in microseconds of processor time a second.</summary>
    public Task<Cost> IdleAsync(TimeSpan span) => MeasureAsync(async () =>
    {
        await Task.Delay(span);
        return 0;
    });

    /// <summary>So many a second, evenly spread over time and agents.</summary>
    public Task<Cost> PacedAsync(int perSecond, TimeSpan span) => MeasureAsync(async () =>
    {
        using var timer = new PeriodicTimer(Tick);
        var (start, beats) = (Stopwatch.GetTimestamp(), 0L);
        for (; Stopwatch.GetElapsedTime(start) < span; await timer.WaitForNextTickAsync())
            for (; beats < Math.Min(Stopwatch.GetElapsedTime(start).TotalSeconds, span.TotalSeconds) * perSecond; beats++)
                await Next().BeatAsync();
        await agents[(int)(next % agents.Count)].ReadUpAsync();
        return beats;
    });

    /// <summary>
    /// As fast as the server reads them: one of each agent, and the next when the last was read. Agents do not send several at once, so
    /// that a server reads one at a time here too.
    /// </summary>
    public Task<Cost> FloodAsync(int waves) => MeasureAsync(async () =>
    {
        await Task.WhenAll(agents.Chunk((agents.Count + Senders - 1) / Senders).Select(some => Task.Run(async () =>
        {
            for (var wave = 0; wave < waves; wave++)
            {
                foreach (var agent in some)
                    await agent.BeatAsync();
                await some[^1].ReadUpAsync();
            }
        })));
        return agents.Count * (long)waves;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    private IBeater Next() => agents[(int)(++next % agents.Count)];

    private async Task<Cost> MeasureAsync(Func<Task<long>> work)
    {
        var (before, start) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        var beats = await work();
        return new Cost((server.ProcessorTime - before).TotalMicroseconds, Stopwatch.GetElapsedTime(start).TotalSeconds, beats);
    }
}

/// <summary>Processor time of a server over a span, and for how many heartbeats.</summary>
internal sealed record Cost(double Us, double Seconds, long Beats)
{
    public double Each => Us / Beats;

    /// <summary>Without what it uses anyway.</summary>
    public double EachBeyond(Cost idle) => (Us - (idle.Us / idle.Seconds * Seconds)) / Beats;
}
