using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MzPanel.Bench;

/// <summary>A simulated agent: says hello, answers what a case wants answered.</summary>
internal sealed class SimAgent : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly CancellationTokenSource stop = new();
    private Task reading = Task.CompletedTask;

    /// <summary>Called for each message with its type and root.</summary>
    public Func<string, JsonElement, Task>? On { get; set; }

    public static async Task<SimAgent> ConnectAsync(Uri silo, string token, Func<string, JsonElement, Task>? on = null)
    {
        var agent = new SimAgent { On = on };
        agent.socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        agent.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await agent.socket.ConnectAsync(new Uri($"ws://{silo.Authority}/v1/agent"), CancellationToken.None);
        var welcomed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        agent.reading = agent.ReadAsync(welcomed);
        await agent.SendAsync("hello", null, """{"hostname":"sim","journal_id":"j","jobs":[],"features":["journal","log_ack","cancel"]}""");
        await welcomed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return agent;
    }

    public Task SendAsync(string type, string? about, string payload)
    {
        var reference = about is null ? "" : $",\"ref\":\"{about}\"";
        return SendAsync($"{{\"v\":1,\"id\":\"{Guid.NewGuid()}\",\"ts\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"type\":\"{type}\"{reference},\"payload\":{payload}}}");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Abort();
        try
        {
            await reading;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The way a bench agent ends.
        }
        socket.Dispose();
        sending.Dispose();
        stop.Dispose();
    }

    private async Task SendAsync(string message)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, stop.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task ReadAsync(TaskCompletionSource welcomed)
    {
        var buffer = new byte[4 * 1024];
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, stop.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                welcomed.TrySetException(new InvalidOperationException($"closed {(int?)socket.CloseStatus} {socket.CloseStatusDescription}"));
                return;
            }
            whole.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            using var document = JsonDocument.Parse(whole.GetBuffer().AsMemory(0, (int)whole.Length));
            whole.SetLength(0);
            var type = document.RootElement.GetProperty("type").GetString()!;
            if (type == "welcome")
                welcomed.TrySetResult();
            else if (On is { } on)
                await on(type, document.RootElement);
        }
    }
}
