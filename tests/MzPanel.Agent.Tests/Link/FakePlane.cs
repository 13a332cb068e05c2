using System.Net.WebSockets;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Tests.Link;

/// <summary>A control plane of a few lines on a real socket: the test plays the rest.</summary>
internal sealed class FakePlane : IAsyncDisposable
{
    private readonly Channel<PlaneLink> links = Channel.CreateBounded<PlaneLink>(100);
    private readonly WebApplication app;

    private FakePlane(WebApplication app) => this.app = app;

    public Signer Signer { get; } = new();

    /// <summary>Decides about a handshake by its token; <see langword="null"/> lets it in.</summary>
    public Func<string, IResult?> Refuses { get; set; } = _ => null;

    public List<string> Tokens { get; } = [];

    /// <summary>What is handed out beneath <c>/download</c>.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> Downloads { get; } = new();

    public string Url => app.Urls.First();

    public string ConnectUrl => app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + "/v1/agent";

    public static async Task<FakePlane> StartAsync(string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        var plane = new FakePlane(builder.Build());
        plane.app.UseWebSockets();
        plane.app.MapGet("/v1/agent", plane.AcceptAsync);
        plane.app.MapGet("/download/{file}", (string file) => plane.Downloads.TryGetValue(file, out var content) ? Results.Bytes(content) : Results.NotFound());
        await plane.app.StartAsync();
        return plane;
    }

    /// <summary>How long an agent may take to connect.</summary>
    public TimeSpan Patience { get; set; } = PlaneLink.Limit;

    public async Task<PlaneLink> LinkAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await links.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next connection, with its hello read and answered.</summary>
    public async Task<PlaneLink> WelcomedAsync(long epoch = 1, int windowBytes = 1 << 20, params Resume[] resume)
    {
        var link = await LinkAsync();
        link.Hello = (await link.NextAsync<Hello>(MessageType.Hello, ProtocolJson.Default.Hello)).Payload;
        await link.SendAsync(MessageType.Welcome, null, Welcome(epoch, windowBytes, resume), ProtocolJson.Default.Welcome);
        return link;
    }

    public Welcome Welcome(long epoch, int windowBytes, params Resume[] resume) => new()
    {
        ServerId = Signer.ServerId, Epoch = epoch, HeartbeatS = 30, Resume = resume, ServerTime = Now,
        Keys = Signer.Keys(new KeyPair { Current = Signer.Public }),
        License = Signer.License(new LicenseClaims
        {
            Iss = "http://x", Sub = Signer.ServerId, Wid = "ws_1", Tier = "pro", Quotas = new LicenseQuotas(), Features = [],
            Iat = Now / 1000, Exp = (Now / 1000) + 1000,
        }),
        Limits = new WelcomeLimits { MessageBytes = ProtocolLimits.MessageBytes, LogWindowBytes = windowBytes },
    };

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public static IResult Refusal(int status, string code) =>
        Results.Json(new Dictionary<string, object> { ["error"] = new Dictionary<string, string> { ["code"] = code } }, statusCode: status);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Signer.Dispose();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        lock (Tokens)
            Tokens.Add(token);
        if (Refuses(token) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }
        var link = new PlaneLink(await context.WebSockets.AcceptWebSocketAsync());
        await links.Writer.WriteAsync(link);
        await link.ReadAsync();
    }
}

/// <summary>One message off the wire.</summary>
internal sealed record Heard<T>(string Id, string? Ref, T Payload);

/// <summary>One connection as the control plane sees it.</summary>
internal sealed class PlaneLink(WebSocket socket)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly List<byte[]> heard = [];
    private readonly TaskCompletionSource<int?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int taken;

    public Hello? Hello { get; set; }

    /// <summary>What the agent closed with, if it said so.</summary>
    public Task<int?> Closed => closed.Task.WaitAsync(Limit);

    public async Task ReadAsync()
    {
        var buffer = new byte[ProtocolLimits.MessageBytes];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                    length += (part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None)).Count;
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Text)
                    lock (heard)
                        heard.Add(buffer[..length]);
            }
        }
        catch (WebSocketException)
        {
            // The agent was killed, or the test aborted.
        }
        closed.TrySetResult((int?)socket.CloseStatus);
    }

    /// <summary>The next message of a type that was not taken yet; others are passed over.</summary>
    public async Task<Heard<T>> NextAsync<T>(string type, JsonTypeInfo<T> shape) where T : class
    {
        while (true)
        {
            var bytes = await WorkerBench.Eventually(Take, $"a message {type}");
            Assert.True(EnvelopeReader.TryRead(bytes, out var message, out _));
            using (message)
                if (message.Type == type)
                    return new Heard<T>(message.Id, message.Ref, EnvelopeReader.Payload(message, shape, out _)!);
        }
    }

    /// <summary>The next message of whatever type, to be disposed of.</summary>
    public async Task<Envelope> AnyAsync()
    {
        Assert.True(EnvelopeReader.TryRead(await WorkerBench.Eventually(Take, "a message"), out var message, out _));
        return message;
    }

    /// <summary>How many messages of a type have come in all.</summary>
    public int Count(string type) => Types(0).Count(t => t == type);

    /// <summary>How many messages of a type have come and were not taken.</summary>
    public int Waiting(string type) => Types(taken).Count(t => t == type);

    public async Task<string> SendAsync<T>(string type, string? @ref, T payload, JsonTypeInfo<T> shape, string? id = null)
    {
        id ??= Guid.NewGuid().ToString();
        await SendRawAsync(EnvelopeWriter.Write(id, 1, type, @ref, payload, shape));
        return id;
    }

    public Task SendRawAsync(byte[] message, WebSocketMessageType kind = WebSocketMessageType.Text) =>
        socket.SendAsync(message, kind, true, CancellationToken.None);

    public Task CloseAsync(int code) => socket.CloseOutputAsync((WebSocketCloseStatus)code, null, CancellationToken.None);

    public void Abort() => socket.Abort();

    private List<string> Types(int from)
    {
        lock (heard)
            return [.. heard.Skip(from).Select(m => System.Text.Json.JsonDocument.Parse(m).RootElement.GetProperty("type").GetString()!)];
    }

    private byte[]? Take()
    {
        lock (heard)
            return taken < heard.Count ? heard[taken++] : null;
    }
}
