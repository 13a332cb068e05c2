using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MzPanel.Testing.Agents;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>One connection of a simulated agent: what it says, and what it answers.</summary>
internal sealed class SimLink(AgentWire wire, SimJournal journal, Random random, CancellationToken over)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);
    private readonly Channel<bool> stirred = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly long begun = TimeProvider.System.GetTimestamp();
    private TimeSpan nextBeat;
    private double heartbeatS = 30;
    private long window = 1024 * 1024;

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(begun);

    public Task HelloAsync() => SendAsync("hello", null, new JsonObject
    {
        ["hostname"] = "simulated",
        ["journal_id"] = journal.Id,
        ["last_epoch"] = journal.Epoch,
        ["features"] = new JsonArray("journal", "log_ack", "cancel"),
        ["kinds"] = new JsonArray(SimWork.Kind),
        ["jobs"] = new JsonArray([.. journal.Open.Select(c => (JsonNode)c.Listed())]),
    });

    public void Welcomed(JsonElement welcome)
    {
        journal.Epoch = welcome.GetProperty("epoch").GetInt64();
        heartbeatS = welcome.GetProperty("heartbeat_s").GetDouble();
        window = welcome.GetProperty("limits").GetProperty("log_window_bytes").GetInt64();
        foreach (var command in journal.Open)
            command.Resume(0);
        foreach (var verdict in welcome.GetProperty("resume").EnumerateArray())
            Settle(verdict.GetProperty("ref").GetString()!, verdict.GetProperty("acked_seq").GetInt64(), verdict.GetProperty("verdict").GetString());
        journal.Stir = Stir;
    }

    public async Task TakeAsync(JsonElement message)
    {
        var about = message.TryGetProperty("ref", out var text) ? text.GetString() : null;
        switch (message.GetProperty("type").GetString())
        {
            case "cmd":
                await CommandAsync(message.GetProperty("id").GetString()!, message.GetProperty("payload"));
                break;
            case "cancel":
                journal.Cancel(about!);
                break;
            case "ack":
                journal.Acked(about!);
                break;
            case "log_ack":
                journal.Find(about)?.LogAcked(message.GetProperty("payload").GetProperty("acked_seq").GetInt64());
                break;
        }
        Stir();
    }

    /// <summary>Sends lines within the window, ends until they are acknowledged, and heartbeats, until the connection is over.</summary>
    public async Task PumpAsync()
    {
        try
        {
            var stir = StirredAsync();
            while (true)
            {
                foreach (var command in journal.Open)
                    await ReportAsync(command);
                if (Now >= nextBeat)
                    await BeatAsync();
                if (await Task.WhenAny(stir, Task.Delay(Idle, TimeProvider.System, over)) == stir && await stir)
                    stir = StirredAsync();
                over.ThrowIfCancellationRequested();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is over: the reader says how it ended.
        }
    }

    private void Settle(string id, long ackedSeq, string? verdict)
    {
        if (verdict == "stop")
            journal.Cancel(id);
        if (journal.Find(id) is not { } command)
            return;
        if (verdict == "forget")
            journal.Forget(command);
        else
            command.Resume(ackedSeq);
    }

    private async Task CommandAsync(string id, JsonElement payload)
    {
        var known = journal.Find(id);
        if (known is null)
            journal.Start(id, payload);
        await SendAsync("cmd_ack", id, new JsonObject { ["accepted"] = true });
    }

    private async Task ReportAsync(SimCommand command)
    {
        while (journal.Open.Sum(c => c.InFlight) < window / 2 && command.NextLog() is { } log)
            await SendAsync("log", command.Id, log);
        if (command.NextDone(Now) is var (id, payload))
            await wire.SendAsync("job_done", command.Id, payload, id, over);
    }

    private Task BeatAsync()
    {
        nextBeat = Now + TimeSpan.FromSeconds(heartbeatS * (0.9 + (0.2 * random.NextDouble())));
        return SendAsync("heartbeat", null, new JsonObject { ["uptime_s"] = (long)Now.TotalSeconds, ["cpu_pct"] = 1.5 });
    }

    private Task SendAsync(string type, string? about, JsonObject payload) => wire.SendAsync(type, about, payload, cancelled: over);

    private Task<bool> StirredAsync() => stirred.Reader.ReadAsync(over).AsTask();

    private void Stir() => stirred.Writer.TryWrite(true);
}
