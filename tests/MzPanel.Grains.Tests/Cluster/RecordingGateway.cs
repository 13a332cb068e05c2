using System.Text.Json;
using System.Threading.Channels;
using MzPanel.Grains.Agents;

namespace MzPanel.Grains.Tests.Cluster;

/// <summary>A gateway whose sockets are lists: what grains send is read back by the test.</summary>
internal sealed class RecordingGateway : IAgentGateway
{
    private readonly Channel<(string Connection, JsonElement Frame)> frames = Channel.CreateBounded<(string, JsonElement)>(10_000);
    private readonly Channel<(string Connection, int Code)> closes = Channel.CreateBounded<(string, int)>(10_000);

    public Task Send(string connectionId, byte[] frame)
    {
        using var document = JsonDocument.Parse(frame);
        Assert.True(frames.Writer.TryWrite((connectionId, document.RootElement.Clone())));
        return Task.CompletedTask;
    }

    public Task Close(string connectionId, int code, string reason)
    {
        Assert.True(closes.Writer.TryWrite((connectionId, code)));
        return Task.CompletedTask;
    }

    /// <summary>The next frame of a type; others before it are skipped.</summary>
    public async Task<JsonElement> NextAsync(string type) => (await NextFrameAsync(type)).Frame;

    /// <summary>The same, with the connection it was sent to.</summary>
    public async Task<(string Connection, JsonElement Frame)> NextFrameAsync(string type)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var next = await frames.Reader.ReadAsync(limit.Token);
            if (next.Frame.GetProperty("type").GetString() == type)
                return next;
        }
    }

    /// <summary>Whether a frame waits now.</summary>
    public bool HasFrame => frames.Reader.TryPeek(out _);

    public async Task<(string Connection, int Code)> NextCloseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        return await closes.Reader.ReadAsync(limit.Token);
    }
}
