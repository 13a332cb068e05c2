using System.Threading.Channels;

namespace MzPanel.Silo.Tests.Agents;

/// <summary>What a fake was told, in order; a test waits for the next one.</summary>
internal sealed class Seen<T>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private readonly Channel<T> channel = Channel.CreateBounded<T>(100_000);

    public int Count => channel.Reader.Count;

    public Task Add(T item)
    {
        Assert.True(channel.Writer.TryWrite(item));
        return Task.CompletedTask;
    }

    public async Task<T> NextAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await channel.Reader.ReadAsync(limit.Token);
    }
}
