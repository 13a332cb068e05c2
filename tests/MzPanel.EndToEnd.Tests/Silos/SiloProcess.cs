using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>A real silo in a process of its own; the same addresses and data over restarts.</summary>
internal sealed class SiloProcess(string dataDirectory, params string[] settings) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly int siloPort = FreePort.Next();
    private readonly string managementUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly string clusterId = Guid.NewGuid().ToString("N");
    private ConcurrentQueue<string> output = new();
    private Process? process;

    public Uri Address { get; init; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Runs it under a group of its own, by which the firewall knows its packets; needs root.</summary>
    public int? Group { get; init; }

    /// <summary>The silo as the build left it, unless it is another one.</summary>
    public string Program { get; init; } = Programs.Silo;

    /// <summary>Where its neighbours reach it.</summary>
    public int SiloPort => siloPort;

    /// <summary>Whether a load balancer would send anybody here.</summary>
    public bool IsUp { get; private set; }

    public bool IsRunning => process is { HasExited: false };

    public string Output => string.Join('\n', output);

    /// <summary>The most lines its log had in one second of this run.</summary>
    public int BusiestSecond => output.Where(line => line.Length > 12 && line[2] == ':' && line[5] == ':').GroupBy(line => line[..8])
        .Select(second => second.Count()).DefaultIfEmpty().Max();

    /// <summary>Starts it and waits until it is ready; only the log of this run is kept.</summary>
    public async Task StartAsync()
    {
        Launch();
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartLimit && !process!.HasExited)
        {
            IsUp = await IsReadyAsync(http);
            if (IsUp)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        throw new InvalidOperationException("The silo did not become ready:\n" + Output);
    }

    /// <summary>Starts it and waits for its end; its exit code.</summary>
    public async Task<int> RunToEndAsync()
    {
        Launch();
        using var limit = new CancellationTokenSource(StartLimit);
        await process!.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>What a load balancer asks.</summary>
    public async Task<bool> IsReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        return await IsReadyAsync(http);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        IsUp = false;
        if (process is { HasExited: false })
            process.Kill();
        if (process is not null)
            await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        IsUp = false;
        await SignalAsync("TERM");
        return await ExitAsync(TimeSpan.FromSeconds(40));
    }

    /// <summary>SIGSTOP: it stands still, and its sockets stay open.</summary>
    public Task FreezeAsync()
    {
        IsUp = false;
        return SignalAsync("STOP");
    }

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await process!.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>The first-run token that this run printed.</summary>
    public string SetupToken
    {
        get
        {
            var line = output.First(l => l.Contains("#token=", StringComparison.Ordinal));
            return line[(line.IndexOf("#token=", StringComparison.Ordinal) + 7)..].Trim();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Launch()
    {
        process?.Dispose();
        var start = new ProcessStartInfo(Group is null ? Program : "setpriv") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. Group is { } group ? (string[])[$"--regid={group}", "--clear-groups", Program] : [],
            $"--Urls={Address.OriginalString}", $"--Management:Urls={managementUrl}", $"--Cluster:SiloPort={siloPort}",
            $"--Cluster:ClusterId={clusterId}", $"--Storage:DataDirectory={dataDirectory}", "--RateLimits:RequestsPerMinute=1000000", .. settings])
            start.ArgumentList.Add(argument);
        var lines = output = new ConcurrentQueue<string>();
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Keep(lines, e.Data);
        process.ErrorDataReceived += (_, e) => Keep(lines, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
        if (lines.Count > 2000)
            lines.TryDequeue(out _);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/healthz/ready")).IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
