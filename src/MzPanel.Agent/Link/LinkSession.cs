using System.Net.WebSockets;
using MzPanel.Agent.License;
using MzPanel.Agent.Logs;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Agent.Link;

/// <summary>One connection, from <c>hello</c> to its end. When it returns, nothing of the socket is read or written any more.</summary>
internal sealed class LinkSession : IDisposable
{
    private static readonly TimeSpan WelcomeLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);
    private readonly LinkParts parts;
    private readonly WebSocket socket;
    private readonly string token;
    private readonly Inbox inbox;
    private readonly Outbox outbox;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration stopping;
    private readonly CancellationTokenSource end = new();
    private readonly List<Task> running = [];
    private LogSender? logs;
    private int closeWith = CloseCode.GoingAway;

    public LinkSession(LinkParts parts, WebSocket socket, string token, CancellationToken stopped)
    {
        (this.parts, this.socket, this.token) = (parts, socket, token);
        stopping = stopped.Register(() => this.stopped.TrySetResult());
        inbox = new Inbox(socket);
        outbox = new Outbox(parts.Time, parts.Pulse, () => _ = end.CancelAsync());
    }

    public async Task<LinkEnd> RunAsync()
    {
        var writing = PartAsync(outbox.WriteAsync(socket, end.Token));
        try
        {
            return await TalkAsync() with { Welcomed = logs is not null };
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            return new LinkEnd.Lost(e.GetBaseException().Message) { Welcomed = logs is not null };
        }
        finally
        {
            parts.Feed.Detach();
            parts.Book.Detach();
            outbox.Finish();
            await Task.WhenAny(writing, Task.Delay(CloseLimit, parts.Time, CancellationToken.None));
            if (writing.IsCompleted)
                await SayGoodbyeAsync();
            await end.CancelAsync();
            socket.Abort();
            await Task.WhenAll([writing, .. running]);
        }
    }

    public void Dispose()
    {
        logs?.Dispose();
        stopping.Dispose();
        end.Dispose();
        socket.Dispose();
    }

    private async Task<LinkEnd> TalkAsync()
    {
        outbox.Post(MessageType.Hello, null, Hello(), ProtocolJson.Default.Hello);
        var (welcome, ended) = await ReadWelcomeAsync();
        if (welcome is null)
            return ended!;
        Begin(welcome);
        return await ReadAsync(new MessageHandler(parts, outbox, logs!));
    }

    private Hello Hello() => parts.Facts.Read() with
    {
        JournalId = parts.Book.JournalId,
        LastEpoch = parts.Book.LastEpoch,
        Features = [AgentFeature.Journal, AgentFeature.LogAck, AgentFeature.Cancel, AgentFeature.SignedCommand],
        Kinds = parts.Kinds,
        Jobs = parts.Book.Told(),
        SealKey = parts.Config.Current.SealKey,
    };

    // Before the welcome nothing else is sent, and nothing else is of interest.
    private async Task<(Welcome?, LinkEnd?)> ReadWelcomeAsync()
    {
        using var limit = new CancellationTokenSource(WelcomeLimit, parts.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, end.Token);
        while (true)
        {
            var received = await ReadAsync(both.Token);
            if (Ended(received, null) is { } ended)
                return (null, ended);
            if (!EnvelopeReader.TryRead(received.Bytes, out var message, out var fault))
                return (null, Violation(fault));
            using (message)
            {
                if (message.Type == MessageType.Welcome)
                    return EnvelopeReader.Payload(message, ProtocolJson.Default.Welcome, out fault) is { } welcome
                        ? (welcome, null) : (null, Violation(fault!));
            }
        }
    }

    private void Begin(Welcome welcome)
    {
        parts.Clock.Set(welcome.ServerTime);
        Keep(() => AgentTokens.Worked(parts.Config, token));
        Keep(() => Learn(welcome));
        parts.Log.Connected(welcome.ServerId, welcome.Epoch);
        Keep(() => parts.Book.Welcome(welcome, outbox));
        Keep(parts.Welcomed);
        logs = new LogSender(parts.Book, parts.Root, outbox, welcome.Limits, parts.Time);
        parts.Feed.Attach(logs);
        running.Add(PartAsync(logs.RunAsync(welcome.Resume, end.Token)));
        running.Add(PartAsync(new Heartbeats(parts, outbox, welcome.HeartbeatS).RunAsync(end.Token)));
    }

    private void Learn(Welcome welcome)
    {
        if (!parts.Keys.Learn(welcome.Keys))
            parts.Log.KeysIgnored();
        if (!parts.License.Keep(welcome.License))
            parts.Log.LicenseIgnored();
    }

    // A full disk does not keep the link away: each of these is written again at the next welcome.
    private void Keep(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parts.Log.CouldNotHandle(MessageType.Welcome, e);
        }
    }

    private async Task<LinkEnd> ReadAsync(MessageHandler handler)
    {
        while (true)
        {
            var received = await ReadAsync(end.Token);
            if (Ended(received, handler.ReconnectAfter) is { } ended)
                return ended;
            if (!EnvelopeReader.TryRead(received.Bytes, out var message, out var fault))
                return Violation(fault);
            using (message)
                if (Handle(handler, message) is { } broken)
                    return Violation(broken);
        }
    }

    // A read that is cancelled breaks the socket off (ManagedWebSocket), and nothing more could be said on it. So a stop leaves the
    // read alone until the goodbye is written.
    private async Task<Received> ReadAsync(CancellationToken broken)
    {
        var reading = inbox.ReadAsync(broken);
        running.RemoveAll(t => t.IsCompleted);
        if (await Task.WhenAny(reading, stopped.Task) == reading)
            return await reading;
        running.Add(PartAsync(reading));
        throw new OperationCanceledException();
    }

    // A full disk does not end the link: what could not be written down was not answered, and comes again.
    private EnvelopeFault? Handle(MessageHandler handler, in Envelope message)
    {
        try
        {
            return handler.Handle(message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parts.Log.CouldNotHandle(message.Type, e);
            return null;
        }
    }

    private LinkEnd? Ended(Received received, TimeSpan? reconnectAfter)
    {
        if (received.CloseCode is { } code)
            return new LinkEnd.Closed(code, reconnectAfter);
        if (received.Violation is not { } violation)
            return null;
        closeWith = violation;
        return new LinkEnd.Lost($"closed with {violation}");
    }

    private LinkEnd.Lost Violation(EnvelopeFault fault)
    {
        outbox.Post(MessageType.Error, fault.Id, new ErrorNotice { Code = fault.Code, Message = fault.Message }, ProtocolJson.Default.ErrorNotice);
        closeWith = CloseCode.Violation;
        return new LinkEnd.Lost($"protocol violation: {fault.Code}");
    }

    // A part that fails ends the whole connection; the link begins anew.
    private async Task PartAsync(Task part)
    {
        try
        {
            await part;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            await end.CancelAsync();
        }
        catch (Exception e)
        {
            parts.Log.PartFailed(e);
            await end.CancelAsync();
        }
    }

    private async Task SayGoodbyeAsync()
    {
        using var limit = new CancellationTokenSource(CloseLimit, parts.Time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)closeWith, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The line is gone already.
        }
    }
}
