using System.Net.WebSockets;
using MzPanel.Agent.License;
using MzPanel.Agent.Watchdog;

namespace MzPanel.Agent.Link;

/// <summary>
/// The one loop that owns the link: there is never a second socket, so whatever ends here was the newest (agent-protocol.md,
/// close code 4409).
/// </summary>
internal sealed class LinkLoop(LinkParts parts)
{
    private readonly Dialler dialler = new(parts.Time);
    private readonly Backoff backoff = new(parts.Random);

    /// <summary>Returns when the control plane has refused for good; otherwise it goes on until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopped)
    {
        while (true)
        {
            var end = await OnceAsync(stopped);
            stopped.ThrowIfCancellationRequested();
            if (backoff.After(end) is not { } wait)
            {
                parts.Log.RefusedForGood(end);
                return;
            }
            parts.Log.Ended(end, (long)wait.TotalMilliseconds);
            await WaitAsync(wait, stopped);
        }
    }

    // A new token that is refused, while the one before it is good: its acknowledgement was lost, or it was made and never stored.
    private async Task<LinkEnd> OnceAsync(CancellationToken stopped)
    {
        LinkEnd? end = null;
        foreach (var token in AgentTokens.Candidates(parts.Config.Current))
        {
            parts.Pulse.Beat();
            (var socket, end) = await dialler.DialAsync(new Uri(parts.Config.Current.ConnectUrl), token, stopped);
            if (socket is not null)
                return await TalkAsync(socket, token, stopped);
            if (end is not LinkEnd.Refused { Status: 401 })
                return end!;
        }
        return end!;
    }

    private async Task<LinkEnd> TalkAsync(ClientWebSocket socket, string token, CancellationToken stopped)
    {
        using var session = new LinkSession(parts, socket, token, stopped);
        return await session.RunAsync();
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stopped)
    {
        var since = parts.Time.GetTimestamp();
        while (wait - parts.Time.GetElapsedTime(since) is { } left && left > TimeSpan.Zero)
        {
            parts.Pulse.Beat();
            await Task.Delay(left < Pulse.Interval ? left : Pulse.Interval, parts.Time, stopped);
        }
    }
}
