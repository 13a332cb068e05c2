using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>
/// Stands between agents and silos at the level of frames, and drops, doubles, swaps and delays them by a seed; it also cuts each
/// connection after a while. When the faults are over it only passes on.
/// </summary>
internal sealed class FrameProxy : IAsyncDisposable
{
    private readonly SiloRing silos;
    private readonly int seed;
    private readonly WebApplication app;
    private readonly ConcurrentBag<FrameLine> lines = [];
    private int connections;

    public FrameProxy(SiloRing silos, int seed)
    {
        (this.silos, this.seed) = (silos, seed);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.OriginalString);
        app = builder.Build();
        app.UseWebSockets();
        app.Map("/v1/agent", ServeAsync);
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>Share of frames that something happens to.</summary>
    public double Share { get; set; }

    /// <summary>Frames that something happened to.</summary>
    public int Hurt => FrameLine.Hurt(lines);

    public Task StartAsync() => app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var up = new ClientWebSocket();
        up.Options.SetRequestHeader("Authorization", context.Request.Headers.Authorization);
        up.Options.CollectHttpResponseDetails = true;
        try
        {
            await up.ConnectAsync(new Uri($"ws://{silos.Next().Authority}/v1/agent"), context.RequestAborted);
        }
        catch (WebSocketException)
        {
            context.Response.StatusCode = up.HttpStatusCode == 0 ? (int)HttpStatusCode.BadGateway : (int)up.HttpStatusCode;
            return;
        }
        using var down = await context.WebSockets.AcceptWebSocketAsync();
        await CarryAsync(up, down, Interlocked.Increment(ref connections));
    }

    private async Task CarryAsync(WebSocket up, WebSocket down, int number)
    {
        using var over = new CancellationTokenSource();
        if (Share > 0)
            over.CancelAfter(TimeSpan.FromSeconds(12 + new Random(seed ^ number).Next(12)));
        var (there, back) = (Line(down, up, number * 2), Line(up, down, (number * 2) + 1));
        await Task.WhenAny(there.RunAsync(over.Token), back.RunAsync(over.Token));
        await over.CancelAsync();
        up.Abort();
        down.Abort();
    }

    private FrameLine Line(WebSocket from, WebSocket to, int number)
    {
        var line = new FrameLine(from, to, new FrameFaults(unchecked((seed * 397) ^ number), () => Share));
        lines.Add(line);
        return line;
    }
}
