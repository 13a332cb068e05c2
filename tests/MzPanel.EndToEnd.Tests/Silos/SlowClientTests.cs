using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>Clients that send hardly anything hold neither the others up nor a connection for long.</summary>
public sealed class SlowClientTests
{
    private const int Each = 100;
    private static readonly TimeSpan Drip = TimeSpan.FromSeconds(2);
    // Headers have 30 s; bodies some seconds, then a least pace.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task They_are_cut_off_and_the_others_are_answered_meanwhile()
    {
        using var data = new TempDirectory();
        await using var silo = new SiloProcess(data.Path);
        await silo.StartAsync();
        using var http = new HttpClient { BaseAddress = silo.Address, Timeout = TimeSpan.FromSeconds(10) };
        using var over = new CancellationTokenSource(Limit);
        var slow = Enumerable.Range(0, Each).SelectMany(_ => new[]
        {
            HoldAsync(silo.Address, "GET /v1/account HTTP/1.1\r\nHost: panel\r\nX-Slow: ", over.Token),
            HoldAsync(silo.Address, "POST /v1/account/sign-in HTTP/1.1\r\nHost: panel\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", over.Token),
        }).ToArray();

        var (answered, slowest) = (0, TimeSpan.Zero);
        while (!slow.All(client => client.IsCompleted))
        {
            var clock = Stopwatch.StartNew();
            using var answer = await http.GetAsync("/healthz/ready", over.Token);
            Assert.Equal(200, (int)answer.StatusCode);
            (answered, slowest) = (answered + 1, clock.Elapsed > slowest ? clock.Elapsed : slowest);
            await Task.WhenAny(Task.WhenAll(slow), Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, over.Token));
        }

        await Task.WhenAll(slow);
        Assert.InRange(answered, 5, int.MaxValue);
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"one of {answered} others waited {slowest}");
    }

    /// <summary>Sends a byte now and then until the silo has had enough.</summary>
    private static async Task HoldAsync(Uri address, string beginning, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, ct);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), ct);
        var closed = DrainAsync(stream, ct);
        try
        {
            while (await Task.WhenAny(closed, Task.Delay(Drip, TimeProvider.System, ct)) != closed)
                await stream.WriteAsync("x"u8.ToArray(), ct);
        }
        catch (IOException)
        {
            // Cut off while it sent.
        }
        await closed;
    }

    private static async Task DrainAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, ct) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }
    }
}
