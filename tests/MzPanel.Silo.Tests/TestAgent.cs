using System.Text.Json;
using System.Threading.Channels;
using MzPanel.Data.Logs;
using MzPanel.Grains.Agents;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Silo.Tests;

/// <summary>An agent as its socket presents it to the grains; what the control plane sends is read back by the test.</summary>
internal sealed class TestAgent : IAgentGateway
{
    private readonly Channel<JsonElement> frames = Channel.CreateBounded<JsonElement>(10_000);
    private readonly TaskCompletionSource<int> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Panel panel;
    private readonly string serverId;
    private long epoch;

    private TestAgent(Panel panel, string serverId) => (this.panel, this.serverId) = (panel, serverId);

    /// <summary>Code the control plane closed the link with.</summary>
    public Task<int> Closed => closed.Task.WaitAsync(TimeSpan.FromSeconds(15));

    private IServerGrain Server => panel.Grains.GetGrain<IServerGrain>(serverId);

    public static async Task<TestAgent> ConnectAsync(Panel panel, string serverId, params string[] kinds)
    {
        var agent = new TestAgent(panel, serverId);
        var hello = new Hello { Hostname = "web-1", JournalId = "j", Features = [AgentFeature.Journal, AgentFeature.LogAck, AgentFeature.Cancel], Kinds = kinds };
        var reply = await agent.Server.Attach(new AttachRequest(
            Guid.NewGuid().ToString("N"), panel.Grains.CreateObjectReference<IAgentGateway>(agent), panel.Service<ILocalSiloDetails>().SiloAddress,
            JsonSerializer.SerializeToUtf8Bytes(hello, ProtocolJson.Default.Hello), "hello", "127.0.0.1"));
        Assert.Null(reply.CloseCode);
        agent.epoch = reply.Epoch;
        await agent.Server.Welcomed(reply.Epoch);
        return agent;
    }

    public Task Send(string connectionId, byte[] frame)
    {
        using var document = JsonDocument.Parse(frame);
        frames.Writer.TryWrite(document.RootElement.Clone());
        return Task.CompletedTask;
    }

    public Task Close(string connectionId, int code, string reason)
    {
        closed.TrySetResult(code);
        return Task.CompletedTask;
    }

    public async Task<JsonElement> NextAsync(string type)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
            if (await frames.Reader.ReadAsync(limit.Token) is var frame && frame.GetProperty("type").GetString() == type)
                return frame;
    }

    /// <summary>The next command: its id, and what it says.</summary>
    public async Task<(string Id, JsonElement Payload)> CommandAsync()
    {
        var frame = await NextAsync("cmd");
        return (frame.GetProperty("id").GetString()!, frame.GetProperty("payload"));
    }

    public Task<LogReply> LogAsync(string jobId, string commandId, long seq, params string[] texts) =>
        Job(jobId).Append(From(commandId), new LogPiece(seq, texts.Length, LogCodec.Encode(
            [.. texts.Select(text => new LogLine { Stream = LogLine.Stdout, Text = text })], panel.Now)));

    public Task<LogReply> GapAsync(string jobId, string commandId, long seq, long count) =>
        Job(jobId).Append(From(commandId), new LogPiece(seq, count, null));

    public async Task DoneAsync(string jobId, string commandId, long lastSeq, int exit = 0, string? result = null)
    {
        await Job(jobId).Done(From(commandId), new JobEnd { ExitCode = exit, DurationMs = 5, LastSeq = lastSeq, Outcome = JobOutcome.Exited, Result = result });
        await Server.Signal(jobId);
    }

    /// <summary>Answers a question that is no job.</summary>
    public Task AnswerAsync(string commandId, string jobId, string result) => Server.AskFrame(epoch, MessageType.JobDone, commandId,
        JsonSerializer.SerializeToUtf8Bytes(
            new JobDone { JobId = jobId, ExitCode = 0, DurationMs = 1, LastSeq = 0, Outcome = JobOutcome.Exited, Result = JsonDocument.Parse(result).RootElement },
            ProtocolJson.Default.JobDone));

    public Task BeatAsync(string payload) => Server.Beat(epoch, new Beat(panel.Now, System.Text.Encoding.UTF8.GetBytes(payload)));

    private IJobGrain Job(string id) => panel.Grains.GetGrain<IJobGrain>(id);

    private AgentFrame From(string commandId) => new(serverId, epoch, commandId);
}
