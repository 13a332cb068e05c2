using System.Net;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>How a connection, or the try to make one, ended.</summary>
internal sealed record LinkEnd(bool Welcomed, int? CloseCode = null, int? ReconnectAfterMs = null, HttpStatusCode? Status = null, TimeSpan? RetryAfter = null);

/// <summary>When an agent dials again: agent-protocol.md, sections 2 and 4, word for word.</summary>
internal sealed class Redial(Random random)
{
    private double windowS = 5;

    public TimeSpan After(LinkEnd end)
    {
        if (end.Welcomed)
            windowS = 5;
        return TimeSpan.FromSeconds(end switch
        {
            { CloseCode: 1001 or 1012, ReconnectAfterMs: { } ms } => ms / 1000.0,
            { CloseCode: 1001 or 1012 } => 5 * random.NextDouble(),
            { CloseCode: 4401 } or { Status: HttpStatusCode.Unauthorized } => 300,
            { CloseCode: 4409 } => 30 + (60 * random.NextDouble()),
            { CloseCode: 4429 } => 60,
            { Status: HttpStatusCode.ServiceUnavailable, RetryAfter: { } wait } => (1 + random.NextDouble()) * wait.TotalSeconds,
            _ => Jitter(),
        });
    }

    private double Jitter()
    {
        var wait = random.NextDouble() * windowS;
        windowS = Math.Min(60, windowS * 2);
        return wait;
    }
}
