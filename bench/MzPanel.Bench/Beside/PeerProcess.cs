using System.Diagnostics;

namespace MzPanel.Bench.Beside;

/// <summary>A server that the silo is measured against, in a process of its own.</summary>
internal sealed class PeerProcess : IContender
{
    /// <summary>Answers 200 as soon as agents may come.</summary>
    public const string ReadyPath = "/healthz/ready";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process process;
    private readonly Dictionary<string, string> headers;

    private PeerProcess(string name, Process process, Uri address, Dictionary<string, string> headers) =>
        (Name, this.process, Address, this.headers) = (name, process, address, headers);

    public string Name { get; }

    public Uri Address { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public long Rss => ProcStatus.Bytes(process.Id, "VmRSS");

    /// <summary>Waits until it is ready; it is told the end of this program by the end of its standard input.</summary>
    public static async Task<PeerProcess> StartAsync(string name, ProcessStartInfo start, Uri address, Dictionary<string, string>? headers = null, string readyPath = ReadyPath)
    {
        start.RedirectStandardInput = true;
        var peer = new PeerProcess(name, Process.Start(start)!, address, headers ?? []);
        try
        {
            await peer.ReadyAsync(readyPath);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64 }) { BaseAddress = Address };
        foreach (var (header, value) in headers)
            client.DefaultRequestHeaders.Add(header, value);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task ReadyAsync(string path)
    {
        using var http = Client();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience && !process.HasExited; await Task.Delay(20))
            try
            {
                using var answer = await http.GetAsync(path);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        throw new InvalidOperationException($"{Name} did not become ready.");
    }
}
