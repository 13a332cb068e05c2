using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Jobs;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>Sites beneath a sandbox root: the built agent as a worker, real nginx and PHP-FPM of the sandbox's own on free ports.</summary>
internal sealed class SiteBench : IDisposable
{
    public const string Id = "site_one";
    private const int FirstPort = 12_000;
    private const int Ports = 20_000;
    private static int ports = Environment.ProcessId * 97;
    private readonly HttpClient http;
    private int runs;

    public SiteBench(string moreSettings = "", bool inMemory = false)
    {
        Jobs = new WorkerBench(inMemory);
        HttpPort = FreePort();
        HttpsPort = FreePort();
        Jobs.Sandbox.Put("/etc/mz/engine.json", $$"""{"http_port": {{HttpPort}}, "https_port": {{HttpsPort}}{{moreSettings}}}""");
        // The web server's workers are not root.
        File.SetUnixFileMode(Root, SystemFile.ReadableDirectory);
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = ToThisMachineAsync,
            SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => Remember(certificate!) },
            PooledConnectionLifetime = TimeSpan.Zero,
        });
    }

    public WorkerBench Jobs { get; }

    public int HttpPort { get; }

    public int HttpsPort { get; }

    public string Root => Jobs.Sandbox.Root.Path;

    /// <summary>Issuer of the certificate that was shown last.</summary>
    public string? LastIssuer { get; private set; }

    public SitePaths Paths(string id = Id) => new(Jobs.Sandbox.Root, id);

    public SiteEntry? Entry(string id = Id) => new SiteRegistry(Jobs.Sandbox.Root).Find(id);

    /// <summary>A job as the daemon runs it, to its end; it is to succeed.</summary>
    public async Task<JobExit> RunAsync(string kind, string args)
    {
        var exit = await TryAsync(kind, args);
        Assert.True(exit.ExitCode == 0, $"{kind} {args}: {exit.Error?.Code} {exit.Error?.Message}\n{Text()}");
        return exit;
    }

    public async Task<JobExit> TryAsync(string kind, string args)
    {
        Start(kind, args);
        return await Jobs.ExitAsync(Ref);
    }

    /// <summary>The job that was started last.</summary>
    public string Ref => $"c{runs}";

    public void Start(string kind, string args)
    {
        using var json = JsonDocument.Parse(args);
        Assert.Empty(CommandSet.Find(kind)!.Kind.Args.Check(json.RootElement));
        runs++;
        Jobs.Start(Ref, kind, args, timeoutS: 300);
    }

    /// <summary>Kills a job once it has told so many lines; false where it came to its end before.</summary>
    public async Task<bool> KilledAsync(string kind, string args, int lines)
    {
        Start(kind, args);
        var seen = await WorkerBench.Eventually(
            () => Jobs.Lines(Ref).Count >= lines ? "told" : Jobs.Workers.Look(Ref).Exit is not null ? "ended" : null, "a line or the end");
        Jobs.Workers.Kill(Ref);
        await WorkerBench.Eventually(() => Jobs.Workers.Look(Ref).Running ? null : "dead", "the worker's death");
        return seen == "told";
    }

    public string Text() => string.Join('\n', Jobs.Lines(Ref).Select(l => l.Text));

    public Task<JobExit> CreateAsync(string kind = "static", string id = Id, string domain = "one.example.org", string more = "") =>
        RunAsync("site.create", Create(kind, id, domain, more));

    public static string Create(string kind = "static", string id = Id, string domain = "one.example.org", string more = "") =>
        $$"""{"site_id":"{{id}}","domain":"{{domain}}","kind":"{{kind}}"{{more}}}""";

    public static string Of(string more = "", string id = Id) => $$"""{"site_id":"{{id}}"{{more}}}""";

    public Task<HttpResponseMessage> GetAsync(string domain = "one.example.org", string path = "/") =>
        http.GetAsync(new Uri($"http://{domain}:{HttpPort}{path}"));

    public Task<HttpResponseMessage> GetSecureAsync(string domain = "one.example.org", string path = "/") =>
        http.GetAsync(new Uri($"https://{domain}:{HttpsPort}{path}"));

    public async Task<string> ReadAsync(string domain = "one.example.org", string path = "/")
    {
        using var answer = await GetAsync(domain, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<HttpStatusCode> StatusAsync(string domain = "one.example.org", string path = "/")
    {
        using var answer = await GetAsync(domain, path);
        return answer.StatusCode;
    }

    /// <summary>Every path of the sandbox that the site kinds may have made, with its content's length: equal before and after what does nothing.</summary>
    public IReadOnlyList<string> Everything() => [.. new[] { "/etc", "/var/www", "/var/lib/mz", "/run" }.Select(Jobs.Sandbox.Root.Resolve)
        .Where(Directory.Exists).SelectMany(d => Directory.EnumerateFileSystemEntries(d, "*", SearchOption.AllDirectories))
        .Where(p => !p.EndsWith('-') && !p.EndsWith("/lock", StringComparison.Ordinal) && !p.EndsWith("/next-user", StringComparison.Ordinal) && !p.EndsWith(".pid", StringComparison.Ordinal))
        .Select(p => File.Exists(p) && !p.EndsWith(".sock", StringComparison.Ordinal) ? $"{p} {File.ReadAllText(p)}" : p).Order(StringComparer.Ordinal)];

    /// <summary>A port that nobody has, below those that the kernel gives to connections that go out.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (Interlocked.Increment(ref ports) % Ports);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next one.
            }
        }
    }

    /// <summary>Every name is this machine's.</summary>
    public static async ValueTask<Stream> ToThisMachineAsync(SocketsHttpConnectionContext target, CancellationToken cancelled)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target.DnsEndPoint.Port), cancelled);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public void Dispose()
    {
        http.Dispose();
        var run = Jobs.Sandbox.Root.Resolve("/run");
        if (Directory.Exists(run))
            foreach (var file in Directory.EnumerateFiles(run, "*.pid", SearchOption.AllDirectories))
                if (int.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture, out var pid))
                    _ = Libc.SendSignal(pid, Libc.Terminate);
        Jobs.Dispose();
    }

    private bool Remember(System.Security.Cryptography.X509Certificates.X509Certificate certificate)
    {
        LastIssuer = certificate.Issuer;
        return true;
    }
}
