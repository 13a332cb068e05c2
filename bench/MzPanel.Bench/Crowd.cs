using System.Diagnostics;
using System.Globalization;

namespace MzPanel.Bench;

/// <summary>
/// Thousands of simulated agents in a process of their own, which ends with its standard input. It tells each thing that
/// happens to one of them in a line: when, what, which.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>Argument with which this program is the crowd.</summary>
    public const string Argument = "crowd";

    private const int DialsPerSecond = 250;
    private const int BeatSeconds = 30;
    private readonly Process process;
    private readonly Lock gate = new();
    private readonly List<(long At, char What, int Agent)> told = [];
    private readonly Task reading;
    private bool ended;

    private Crowd(Process process)
    {
        this.process = process;
        reading = ReadAsync();
    }

    public static async Task<Crowd> StartAsync(IReadOnlyList<CrowdServer> servers, IEnumerable<Uri> silos)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Argument, .. silos.Select(s => s.OriginalString)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var crowd = new Crowd(process);
        foreach (var server in servers)
            await process.StandardInput.WriteLineAsync(server.AgentToken);
        await process.StandardInput.WriteLineAsync();
        await process.StandardInput.FlushAsync();
        return crowd;
    }

    /// <summary>Milliseconds from then to each agent's first welcome since then, in order.</summary>
    public IReadOnlyList<double> WelcomedSince(long then)
    {
        lock (gate)
            return [.. told.Where(t => t.What == 'w' && t.At >= then).DistinctBy(t => t.Agent).Select(t => Stopwatch.GetElapsedTime(then, t.At).TotalMilliseconds)];
    }

    /// <summary>Seconds from then to each <c>cmd</c> since then, in order.</summary>
    public IReadOnlyList<double> AskedSince(long then)
    {
        lock (gate)
            return [.. told.Where(t => t.What == 'j' && t.At >= then).Select(t => Stopwatch.GetElapsedTime(then, t.At).TotalSeconds)];
    }

    /// <summary>How often something happened since then: <c>r</c>efused, <c>f</c>ailed, <c>c</c>losed, asked for a <c>j</c>ob.</summary>
    public int Count(char what, long then)
    {
        lock (gate)
            return told.Count(t => t.What == what && t.At >= then);
    }

    /// <summary>Seconds from then to the last welcome of those who lost their link since; <see langword="null"/> while one is without.</summary>
    public double? AllBackSince(long then)
    {
        lock (gate)
        {
            var last = told.Where(t => t.At >= then && t.What != 'j').GroupBy(t => t.Agent).Select(agent => agent.Last()).ToList();
            return last.Count == 0 || last.Any(t => t.What != 'w') ? null : Stopwatch.GetElapsedTime(then, last.Max(t => t.At)).TotalSeconds;
        }
    }

    /// <summary>Waits until so many have been welcomed since then; <see langword="false"/> where the limit came first.</summary>
    public async Task<bool> AllWelcomedAsync(int agents, long then, TimeSpan limit)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < limit; await Task.Delay(100))
            if (WelcomedSince(then).Count >= agents)
                return true;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (ended)
            return;
        ended = true;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    /// <summary>The crowd's own process.</summary>
    public static async Task RunAsync(IEnumerable<string> silos)
    {
        var addresses = silos.Select(s => new Uri(s)).ToList();
        var tokens = new List<string>();
        while (Console.ReadLine() is { Length: > 0 } token)
            tokens.Add(token);
        using var stop = new CancellationTokenSource();
        using var output = new StreamWriter(Console.OpenStandardOutput());
        var agents = tokens.Select((token, number) => new CrowdAgent(number, token, addresses, (what, agent) =>
        {
            lock (output)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {what} {agent}"));
                output.Flush();
            }
        })).ToList();
        var running = agents.Select((agent, number) => Task.Run(() => agent.RunAsync(TimeSpan.FromSeconds((double)number / DialsPerSecond), stop.Token))).ToList();
        running.Add(Task.Run(() => BeatAsync(agents, stop.Token)));
        // Whoever started this keeps the other end open as long as it lives.
        await Task.Run(() => Console.In.ReadToEnd());
        await stop.CancelAsync();
        await Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Each agent every 30 s, spread evenly.</summary>
    private static async Task BeatAsync(List<CrowdAgent> agents, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var (start, beats) = (Stopwatch.GetTimestamp(), 0L);
        while (await timer.WaitForNextTickAsync(stop))
            for (; beats < Stopwatch.GetElapsedTime(start).TotalSeconds * agents.Count / BeatSeconds; beats++)
                await agents[(int)(beats % agents.Count)].BeatAsync(HeartbeatCase.Payload, stop);
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Split(' ') is [var at, [var what], var agent])
                lock (gate)
                    told.Add((long.Parse(at, CultureInfo.InvariantCulture), what, int.Parse(agent, CultureInfo.InvariantCulture)));
    }
}
