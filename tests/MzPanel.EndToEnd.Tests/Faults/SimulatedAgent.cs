using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using MzPanel.Testing.Agents;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>A full agent written from agent-protocol.md alone; it never stops dialling until it is disposed.</summary>
internal sealed class SimulatedAgent(string serverId, string token, SiloRing silos, ExecutionLedger ledger, Random random) : IAsyncDisposable
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WelcomeLimit = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource stop = new();
    private readonly SimJournal journal = new(ledger);
    private readonly Redial redial = new(random);
    private readonly TaskCompletionSource firstWelcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private AgentWire? wire;
    private int? reconnectAfterMs;

    public string ServerId => serverId;

    /// <summary>The silo it is connected to, once welcomed.</summary>
    public Uri? Home { get; private set; }

    /// <summary>How often it was welcomed.</summary>
    public int Welcomes { get; private set; }

    /// <summary>Why its connections, and its tries to make one, ended.</summary>
    public ConcurrentQueue<LinkEnd> Ends { get; } = new();

    public Task FirstWelcome => firstWelcome.Task;

    public void Begin() => running = RunAsync();

    /// <summary>Its line breaks.</summary>
    public void Cut() => wire?.Abort();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await journal.EndAsync();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var end = await ConnectAsync();
                Home = null;
                Ends.Enqueue(end);
                await Task.Delay(redial.After(end), TimeProvider.System, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task<LinkEnd> ConnectAsync()
    {
        LinkEnd end = new(false);
        for (var tries = 0; tries < silos.Count; tries++)
        {
            var silo = silos.Next();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            limit.CancelAfter(DialLimit);
            try
            {
                await using var dialled = wire = await AgentWire.DialAsync(silo, token, cancelled: limit.Token);
                return await TalkAsync(dialled, silo);
            }
            catch (AgentRefusedException e)
            {
                end = new LinkEnd(false, Status: e.Status, RetryAfter: e.RetryAfter);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                stop.Token.ThrowIfCancellationRequested();
            }
        }
        return end;
    }

    private async Task<LinkEnd> TalkAsync(AgentWire wire, Uri silo)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        reconnectAfterMs = null;
        var link = new SimLink(wire, journal, random, over.Token);
        var welcomed = false;
        var pumping = Task.CompletedTask;
        try
        {
            await link.HelloAsync();
            over.CancelAfter(WelcomeLimit);
            while (await wire.ReadAsync(over.Token) is { } message)
            {
                using (message)
                    if (message.RootElement.GetProperty("type").GetString() == "welcome" && !welcomed)
                    {
                        over.CancelAfter(Timeout.InfiniteTimeSpan);
                        (welcomed, Home) = (true, silo);
                        Welcomes++;
                        link.Welcomed(message.RootElement.GetProperty("payload"));
                        pumping = link.PumpAsync();
                        firstWelcome.TrySetResult();
                    }
                    else if (welcomed)
                        await TakeAsync(link, message.RootElement);
            }
            return new LinkEnd(welcomed, wire.CloseCode, reconnectAfterMs);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            return new LinkEnd(welcomed);
        }
        finally
        {
            await over.CancelAsync();
            await pumping;
        }
    }

    private Task TakeAsync(SimLink link, JsonElement message)
    {
        if (message.GetProperty("type").GetString() == "goaway")
            reconnectAfterMs = message.GetProperty("payload").GetProperty("reconnect_after_ms").GetInt32();
        return link.TakeAsync(message);
    }
}
