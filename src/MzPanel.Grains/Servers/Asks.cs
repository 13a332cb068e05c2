using System.Text.Json;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Grains.Servers;

/// <summary>
/// Questions to the agent that are no jobs: a read-only command whose answer somebody waits for. Nothing of it is recorded; an
/// agent that reports one later is told to forget it.
/// </summary>
internal sealed class Asks(string serverId, CommandFrames frames, TimeProvider time)
{
    private const int MaxUnderWay = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, Ask> underWay = [];

    public async Task<string> AskAsync(ServerLink? link, string kind, string args)
    {
        if (link is not { Welcomed: true })
            throw new PanelException(PanelError.ServerOffline, "The server is not connected now.");
        if (underWay.Count >= MaxUnderWay)
            throw new PanelException(PanelError.Unavailable, "The server is answering other questions.", retryAfterS: 1);
        var commandId = Guid.NewGuid().ToString();
        var ask = underWay[commandId] = new Ask();
        try
        {
            await link.Send(await frames.OfAsync(serverId, commandId, Command(link, kind, args)));
            return await ask.Answer.WaitAsync(Limit, time);
        }
        catch (TimeoutException)
        {
            await link.Cancel(commandId);
            throw new PanelException(PanelError.Unavailable, "The server did not answer within 10 s.", retryAfterS: 10);
        }
        finally
        {
            underWay.Remove(commandId);
        }
    }

    public void Refused(string commandId, CmdAck ack)
    {
        if (!ack.Accepted && underWay.TryGetValue(commandId, out var ask))
            ask.Refused(ack);
    }

    public void Ended(string commandId, JobDone done)
    {
        if (underWay.TryGetValue(commandId, out var ask))
            ask.Ended(done);
    }

    /// <summary>Takes lines in; what to acknowledge, so that the agent's credit comes back.</summary>
    public long Lines(string commandId, Protocol.Logs.LogBatch batch)
    {
        if (!underWay.TryGetValue(commandId, out var ask))
            return batch.Seq + (batch.Lines?.Count ?? batch.Gap ?? 1) - 1;
        ask.Lines(batch);
        return ask.Acked;
    }

    private Cmd Command(ServerLink link, string kind, string args)
    {
        using var document = JsonDocument.Parse(args);
        return new Cmd
        {
            JobId = IServerGrain.AskPrefix + Guid.NewGuid().ToString("N"),
            Attempt = 1,
            Epoch = link.Epoch,
            Kind = kind,
            Args = document.RootElement.Clone(),
            TimeoutS = (int)Limit.TotalSeconds,
            ExpiresAt = (time.GetUtcNow() + Limit).ToUnixTimeMilliseconds(),
            Jws = "",
        };
    }
}
