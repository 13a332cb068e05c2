using System.Net.WebSockets;
using System.Text.Json;
using MzPanel.Testing.Agents;

namespace MzPanel.Bench;

/// <summary>A simulated agent: says hello, answers what a case wants answered.</summary>
internal sealed class SimAgent : IAsyncDisposable
{
    private readonly AgentWire wire;
    private readonly CancellationTokenSource stop = new();
    private Task reading = Task.CompletedTask;

    private SimAgent(AgentWire wire) => this.wire = wire;

    /// <summary>Called for each message with its type and root.</summary>
    public Func<string, JsonElement, Task>? On { get; set; }

    public static async Task<SimAgent> ConnectAsync(Uri silo, string token, Func<string, JsonElement, Task>? on = null)
    {
        var agent = new SimAgent(await AgentWire.DialAsync(silo, token, pings: false)) { On = on };
        var welcomed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        agent.reading = agent.ReadAsync(welcomed);
        await agent.SendAsync("hello", null, """{"hostname":"sim","journal_id":"j","jobs":[],"features":["journal","log_ack","cancel"]}""");
        await welcomed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return agent;
    }

    public Task SendAsync(string type, string? about, string payload) => wire.SendAsync(type, about, payload, cancelled: stop.Token);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        wire.Abort();
        try
        {
            await reading;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The way a bench agent ends.
        }
        await wire.DisposeAsync();
        stop.Dispose();
    }

    private async Task ReadAsync(TaskCompletionSource welcomed)
    {
        while (await wire.ReadAsync(stop.Token) is { } document)
            using (document)
            {
                var type = document.RootElement.GetProperty("type").GetString()!;
                if (type == "welcome")
                    welcomed.TrySetResult();
                else if (On is { } on)
                    await on(type, document.RootElement);
            }
        welcomed.TrySetException(new InvalidOperationException($"closed {wire.CloseCode}"));
    }
}
