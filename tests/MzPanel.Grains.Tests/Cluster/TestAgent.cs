using System.Text;
using System.Text.Json;
using MzPanel.Data;
using MzPanel.Data.Logs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Logs;

namespace MzPanel.Grains.Tests.Cluster;

/// <summary>What a socket would do for one agent, call by call.</summary>
internal sealed class TestAgent(GrainSilo silo, ServerRow server)
{
    private static readonly string[] AllFeatures = [AgentFeature.Journal, AgentFeature.LogAck, AgentFeature.Cancel];

    public long Epoch { get; private set; }

    public string Connection { get; private set; } = "";

    public string JournalId { get; set; } = "journal-1";

    public string[] Features { get; set; } = AllFeatures;

    public IServerGrain Server => silo.Server(server.Id);

    /// <summary>A new socket with its hello; answers the welcome, or the close code.</summary>
    public async Task<AttachReply> ConnectAsync(params HelloJob[]? jobs)
    {
        Connection = Guid.NewGuid().ToString("N");
        var hello = new Hello { Hostname = "web-1", JournalId = JournalId, LastEpoch = Epoch, Features = Features, Jobs = jobs };
        var reply = await Server.Attach(new AttachRequest(
            Connection, silo.GatewayReference, silo.Address, JsonSerializer.SerializeToUtf8Bytes(hello, Protocol.ProtocolJson.Default.Hello), "h-1", "127.0.0.1"));
        if (reply.CloseCode is null)
        {
            Epoch = reply.Epoch;
            await Server.Welcomed(Epoch);
        }
        return reply;
    }

    public Task DisconnectAsync(bool bySilo = false) => Server.Detach(Epoch, bySilo);

    /// <summary>Submits a job; its id.</summary>
    public async Task<string> SubmitAsync(bool mutating = true, bool autoRetry = false, int ttlMinutes = 60, string kind = "system.info")
    {
        var id = RecordId.New("job");
        Assert.Equal(SubmitReply.Accepted, await Server.Submit(new NewJob
        {
            Id = id,
            WorkspaceId = server.WorkspaceId,
            ServerId = server.Id,
            Kind = kind,
            Args = "{}",
            Mutating = mutating,
            AutoRetry = autoRetry,
            TimeoutS = 60,
            CreatedAt = silo.Now,
            QueueDeadline = silo.Now + (ttlMinutes * 60_000),
            Caller = new Caller("user", "usr_1", "owner@example.org", "req-1", "127.0.0.1"),
        }));
        return id;
    }

    /// <summary>The next command sent to this agent: job and command id.</summary>
    public async Task<(string JobId, string CommandId)> CommandAsync()
    {
        var frame = await silo.Gateway.NextAsync("cmd");
        return (frame.GetProperty("payload").GetProperty("job_id").GetString()!, frame.GetProperty("id").GetString()!);
    }

    public AgentFrame Frame(string commandId) => new(server.Id, Epoch, commandId);

    public Task<FrameReply> AckAsync(string jobId, string commandId, string? nack = null) =>
        Then(jobId, silo.Grains.GetGrain<IJobGrain>(jobId).Acknowledged(Frame(commandId), nack is null, nack, null));

    public Task<FrameReply> DoneAsync(string jobId, string commandId, int exit = 0, long lastSeq = 0, string outcome = "exited") =>
        Then(jobId, silo.Grains.GetGrain<IJobGrain>(jobId).Done(Frame(commandId), new JobEnd { ExitCode = exit, DurationMs = 5, LastSeq = lastSeq, Outcome = outcome }));

    public Task<LogReply> LogAsync(string jobId, string commandId, long seq, params string[] texts) =>
        silo.Grains.GetGrain<IJobGrain>(jobId).Append(Frame(commandId), Piece(seq, texts));

    /// <summary>All lines of a command that the records hold.</summary>
    public async Task<string> ReadAsync(string commandId) => string.Join('|', (await new LogRecords(silo.Database).ReadAsync(commandId, 0, 100_000, 1 << 24))
        .SelectMany(c => c.IsGap ? [$"gap {c.Count}"] : LogCodec.Decode(c).Select(l => l.Text)));

    public static LogPiece Piece(long seq, params string[] texts) => new(seq, texts.Length,
        LogCodec.Encode([.. texts.Select(t => new LogLine { Stream = LogLine.Stdout, Text = t })], 1));

    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private async Task<FrameReply> Then(string jobId, Task<FrameReply> told)
    {
        var reply = await told;
        await Server.Signal(jobId);
        return reply;
    }
}
