using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Tests.Jobs;

namespace MzPanel.Agent.Tests.Firewall;

/// <summary>
/// A network of its own for programs of a test, joined to the test's by a cable with two ends. The rules of the machine that tests
/// are never touched. Needs root.
/// </summary>
internal sealed class OwnNetwork : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);
    private static int networks = Environment.ProcessId;
    private readonly Process holder;

    public OwnNetwork()
    {
        var number = Interlocked.Increment(ref networks) % 16_000;
        (Outside, Inside) = (Address(number, 1), Address(number, 2));
        holder = Process.Start(new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", "--", "unshare", "--net", "--", "sleep", "600"]))!;
        var cable = "mzt" + number.ToString(CultureInfo.InvariantCulture);
        WorkerBench.Eventually(() => Own(holder.Id) != Own(Environment.ProcessId) ? "apart" : null, "the network").GetAwaiter().GetResult();
        Run("ip", "link", "add", cable, "type", "veth", "peer", "name", "cable", "netns", holder.Id.ToString(CultureInfo.InvariantCulture));
        Run("ip", "address", "add", Outside + "/30", "dev", cable);
        Run("ip", "link", "set", cable, "up");
        RunInside("ip", "address", "add", Inside + "/30", "dev", "cable");
        RunInside("ip", "link", "set", "cable", "up");
        RunInside("ip", "link", "set", "lo", "up");
    }

    /// <summary>The test's end.</summary>
    public string Outside { get; }

    /// <summary>The other end.</summary>
    public string Inside { get; }

    /// <summary>What starts a program inside.</summary>
    public string[] Through => ["nsenter", $"--net=/proc/{holder.Id}/ns/net", "--"];

    public string RunInside(params string[] line) => Run([.. Through, .. line]);

    public static string Run(params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', line)} ended with {process.ExitCode}");
        return said;
    }

    /// <summary>Something that takes connections inside.</summary>
    public async Task<Process> ListenAsync(int port)
    {
        string[] line = [.. Through, "setpriv", "--pdeathsig", "KILL", "--", "socat", $"TCP-LISTEN:{port},fork,reuseaddr", "/dev/null"];
        var listener = Process.Start(new ProcessStartInfo(line[0], line[1..]))!;
        await WorkerBench.Eventually(() => RunInside("cat", "/proc/net/tcp").Contains(string.Create(CultureInfo.InvariantCulture, $":{port:X4} 00000000:0000 0A"), StringComparison.Ordinal) ? "there" : null, "the listener");
        return listener;
    }

    /// <summary>Whether a connection from outside comes in.</summary>
    public async Task<bool> ComesInAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(Inside), port), limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _ = Libc.SendSignal(holder.Id, Libc.Kill);
        holder.WaitForExit();
        holder.Dispose();
    }

    private static string? Own(int pid) => new FileInfo($"/proc/{pid}/ns/net").LinkTarget;

    // 198.18.0.0/15 is for tests of networks (RFC 2544).
    private static string Address(int number, int end) =>
        string.Create(CultureInfo.InvariantCulture, $"198.18.{number / 64}.{(number % 64 * 4) + end}");
}
