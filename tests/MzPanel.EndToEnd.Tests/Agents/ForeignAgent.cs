using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MzPanel.EndToEnd.Tests.Agents;

/// <summary>
/// An agent written from agent-protocol.md alone, with nothing of ours: full (journal, log_ack, cancel; dials again until
/// stopped) or minimal (hello, heartbeat, log, job_done). It keeps a ledger of every start.
/// </summary>
internal sealed class ForeignAgent(Func<Uri> dial, string token, bool full, string[] lines) : IAsyncDisposable
{
    // .NET looks four times per interval: with 12 s for each a dead peer is noticed within 30 s.
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(12);
    private static readonly string[] Features = ["journal", "log_ack", "cancel"];
    private readonly Random random = new(token.GetHashCode(StringComparison.Ordinal));
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, Journaled> journal = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private ClientWebSocket socket = new();
    private Task running = Task.CompletedTask;
    private TimeSpan? sentAwayFor;
    private long epoch;

    public ForeignAgent(Uri silo, string token, bool full, string[] lines) : this(() => silo, token, full, lines)
    {
    }

    /// <summary>It dials again within that, at random.</summary>
    public TimeSpan ReconnectWithin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Codes its connections were closed with, in order.</summary>
    public ConcurrentQueue<int> CloseCodes { get; } = new();

    /// <summary>What each <c>goaway</c> asked it to wait.</summary>
    public ConcurrentQueue<TimeSpan> SentAway { get; } = new();

    /// <summary>Of its latest connection.</summary>
    public long Epoch => Volatile.Read(ref epoch);

    /// <summary>Every start of a command: job and attempt.</summary>
    public ConcurrentQueue<(string JobId, int Attempt)> Ledger { get; } = new();

    public TaskCompletionSource<JsonElement> Welcomed { get; private set; } = New();

    public void Start() => running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        socket.Dispose();
        sending.Dispose();
        stop.Dispose();
    }

    private static TaskCompletionSource<JsonElement> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync();
                using var link = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                await ReadAsync(link);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or HttpRequestException)
            {
                // The link broke or the silo is away: dial again.
            }
            await Task.Delay(sentAwayFor ?? ReconnectWithin * random.NextDouble(), TimeProvider.System);
            sentAwayFor = null;
        }
    }

    private async Task ConnectAsync()
    {
        socket.Dispose();
        socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (Ping, Ping);
        await socket.ConnectAsync(new Uri($"ws://{dial().Authority}/v1/agent"), stop.Token);
        var hello = full ? new JsonObject
        {
            ["hostname"] = "foreign",
            ["journal_id"] = "foreign-journal",
            ["last_epoch"] = epoch,
            ["features"] = JsonSerializer.SerializeToNode(Features),
            ["jobs"] = new JsonArray([.. journal.Where(j => !j.Value.Settled).Select(j => (JsonNode)new JsonObject
            {
                ["ref"] = j.Key, ["state"] = "done", ["last_seq"] = lines.Length,
            })]),
        } : [];
        await SendAsync("hello", null, hello);
    }

    private async Task ReadAsync(CancellationTokenSource link)
    {
        var beating = Task.CompletedTask;
        var buffer = new byte[64 * 1024];
        try
        {
            while (await MessageAsync(buffer) is { } message)
            {
                if (message.GetProperty("type").GetString() == "welcome")
                    beating = BeatAsync(TimeSpan.FromSeconds(message.GetProperty("payload").GetProperty("heartbeat_s").GetInt32()), link.Token);
                await TakeAsync(message);
            }
            CloseCodes.Enqueue((int?)socket.CloseStatus ?? 0);
        }
        finally
        {
            await link.CancelAsync();
            await beating;
        }
    }

    private async Task<JsonElement?> MessageAsync(byte[] buffer)
    {
        var length = 0;
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), stop.Token);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        if (part.MessageType == WebSocketMessageType.Close)
            return null;
        using var document = JsonDocument.Parse(buffer.AsMemory(0, length));
        return document.RootElement.Clone();
    }

    private async Task BeatAsync(TimeSpan period, CancellationToken gone)
    {
        try
        {
            while (true)
            {
                await SendAsync("heartbeat", null, new JsonObject { ["uptime_s"] = 1, ["cpu_pct"] = 1.5 });
                await Task.Delay(period, TimeProvider.System, gone);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The reader notices too, and dials again.
        }
    }

    private async Task TakeAsync(JsonElement message)
    {
        var payload = message.GetProperty("payload");
        switch (message.GetProperty("type").GetString())
        {
            case "welcome":
                epoch = payload.GetProperty("epoch").GetInt64();
                Welcomed.TrySetResult(payload);
                foreach (var verdict in payload.GetProperty("resume").EnumerateArray())
                    await ResumeAsync(verdict);
                break;
            case "goaway":
                sentAwayFor = TimeSpan.FromMilliseconds(payload.GetProperty("reconnect_after_ms").GetInt64());
                SentAway.Enqueue(sentAwayFor.Value);
                break;
            case "cmd":
                await CommandAsync(message.GetProperty("id").GetString()!, payload);
                break;
            case "ack":
                foreach (var done in journal.Values.Where(j => j.DoneId == message.GetProperty("ref").GetString()))
                    done.Acked = true;
                break;
            case "log_ack":
                if (journal.TryGetValue(message.GetProperty("ref").GetString()!, out var acked))
                    acked.AckedSeq = payload.GetProperty("acked_seq").GetInt64();
                break;
        }
    }

    private async Task ResumeAsync(JsonElement verdict)
    {
        if (!journal.TryGetValue(verdict.GetProperty("ref").GetString()!, out var known))
            return;
        if (verdict.GetProperty("verdict").GetString() == "forget")
            (known.Acked, known.AckedSeq) = (true, lines.Length);
        else
            await ReportAsync(known, verdict.GetProperty("acked_seq").GetInt64());
    }

    private async Task CommandAsync(string id, JsonElement cmd)
    {
        if (full && journal.TryGetValue(id, out var known))
        {
            await SendAsync("cmd_ack", id, new JsonObject { ["accepted"] = true });
            await ReportAsync(known, known.AckedSeq);
            return;
        }
        Ledger.Enqueue((cmd.GetProperty("job_id").GetString()!, cmd.GetProperty("attempt").GetInt32()));
        var started = journal[id] = new Journaled(id, cmd.GetProperty("job_id").GetString()!);
        if (full)
            await SendAsync("cmd_ack", id, new JsonObject { ["accepted"] = true });
        await ReportAsync(started, 0);
    }

    private async Task ReportAsync(Journaled command, long from)
    {
        if (from < lines.Length)
            await SendAsync("log", command.Id, new JsonObject
            {
                ["job_id"] = command.JobId,
                ["seq"] = from + 1,
                ["lines"] = new JsonArray([.. lines.Skip((int)from).Select(l => (JsonNode)new JsonObject { ["stream"] = "stdout", ["text"] = l })]),
            });
        await SendAsync("job_done", command.Id, new JsonObject
        {
            ["job_id"] = command.JobId,
            ["exit_code"] = 0,
            ["duration_ms"] = 7,
            ["last_seq"] = lines.Length,
            ["outcome"] = "exited",
            ["result"] = new JsonObject { ["says"] = "done" },
        }, command.DoneId);
    }

    private async Task SendAsync(string type, string? about, JsonObject payload, string? id = null)
    {
        var message = new JsonObject
        {
            ["v"] = 1,
            ["id"] = id ?? Guid.NewGuid().ToString(),
            ["ts"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            ["type"] = type,
            ["payload"] = payload,
        };
        if (about is not null)
            message["ref"] = about;
        await sending.WaitAsync(stop.Token);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, stop.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    private sealed class Journaled(string id, string jobId)
    {
        public string Id => id;

        public string JobId => jobId;

        public string DoneId { get; } = Guid.NewGuid().ToString();

        public bool Acked { get; set; }

        public long AckedSeq { get; set; }

        public bool Settled => Acked && AckedSeq > 0;
    }
}
