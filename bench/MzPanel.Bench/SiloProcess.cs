using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MzPanel.Bench;

/// <summary>A published silo in a process of its own, on free ports and a throw-away data directory.</summary>
internal sealed class SiloProcess : IContender
{
    private readonly Process process;
    private readonly string directory;
    private readonly SelfSigned? certificate;
    private readonly TaskCompletionSource<string> setup = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process, string directory, Uri address, Uri management, SelfSigned? certificate) =>
        (this.process, this.directory, Address, Management, this.certificate) = (process, directory, address, management, certificate);

    public string Name => "silo";

    public Uri Address { get; }

    public TimeSpan StartToReady { get; private set; }

    /// <summary>Processor time used so far, of all cores together.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Where it tells of itself.</summary>
    public Uri Management { get; }

    /// <summary>Resident memory in bytes.</summary>
    public long Rss => ProcStatus.Bytes(process.Id, "VmRSS");

    /// <summary>Open descriptors.</summary>
    public int Descriptors => Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length;

    public int Threads => (int)ProcStatus.Number(process.Id, "Threads");

    public Task<string> SetupToken => setup.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public static Task<SiloProcess> StartAsync() => AtAsync(FreeAddress());

    /// <summary>A silo with further settings.</summary>
    public static Task<SiloProcess> WithAsync(params string[] settings) => AtAsync(FreeAddress(), settings);

    /// <summary>A silo at a given address, with further settings.</summary>
    public static Task<SiloProcess> AtAsync(Uri address, params string[] settings) => StartAsync(address, null, settings);

    /// <summary>A silo that keeps its records in a PostgreSQL database.</summary>
    public static Task<SiloProcess> StartAsync(string postgres) => WithAsync($"--Storage:Postgres={postgres}");

    /// <summary>A silo that serves https itself.</summary>
    public static Task<SiloProcess> StartAsync(SelfSigned certificate) => StartAsync(new Uri($"https://localhost:{FreePort()}"), certificate,
        $"--Tls:CertificateFile={certificate.CertificateFile}", $"--Tls:KeyFile={certificate.KeyFile}");

    public HttpClient Client() => new(certificate?.Trusting() ?? new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64 }) { BaseAddress = Address };

    private static async Task<SiloProcess> StartAsync(Uri address, SelfSigned? certificate, params string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("mzbench-").FullName;
        var management = FreeAddress();
        var start = new ProcessStartInfo(Path.Combine(Artifacts, "silo", "MzPanel.Silo"))
        {
            RedirectStandardOutput = true,
            WorkingDirectory = directory,
        };
        foreach (var argument in (string[])[$"--Urls={address.OriginalString}", $"--Management:Urls={management.OriginalString}",
            $"--Cluster:SiloPort={FreePort()}", $"--Cluster:ClusterId=bench-{Guid.NewGuid():N}", $"--Storage:DataDirectory={directory}/data",
            "--RateLimits:RequestsPerMinute=1000000", "--RateLimits:SignInsPerMinute=1000000", .. settings])
            start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        var silo = new SiloProcess(Process.Start(start)!, directory, address, management, certificate);
        _ = silo.ReadAsync();
        await silo.ReadyAsync();
        silo.StartToReady = clock.Elapsed;
        return silo;
    }

    public static string Artifacts => Environment.GetEnvironmentVariable("MZ_ARTIFACTS") ?? Path.GetFullPath("artifacts");

    public static Uri FreeAddress() => new($"http://127.0.0.1:{FreePort()}");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task EndAsync()
    {
        using var asking = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Ends it with a signal that it cannot hear.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.IndexOf("#token=", StringComparison.Ordinal) is >= 0 and var at)
                setup.TrySetResult(line[(at + 7)..].Trim());
    }

    private async Task ReadyAsync()
    {
        using var http = Client();
        for (var tries = 0; tries < 3000 && !process.HasExited; tries++)
        {
            try
            {
                if ((await http.GetAsync("/healthz/ready")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(5);
        }
        throw new InvalidOperationException("The silo did not become ready.");
    }
}
