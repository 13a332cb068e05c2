using MzPanel.Protocol.Agents;

namespace MzPanel.Agent.Link;

/// <summary>How long to wait before the next dial (agent-protocol.md, sections 2 and 4). Pure; <paramref name="random"/> gives [0, 1).</summary>
internal sealed class Backoff(Func<double> random)
{
    private static readonly TimeSpan FirstWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WidestWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AfterRevoked = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFlapping = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QuotaRetry = TimeSpan.FromHours(1);

    // An agent that believed a silly number would be away until somebody logs in to the VPS.
    private static readonly TimeSpan LongestBelieved = TimeSpan.FromHours(2);
    private TimeSpan window = FirstWindow;

    /// <summary>The wait, or <see langword="null"/> where dialling again is of no use: the process ends with exit code 3.</summary>
    public TimeSpan? After(LinkEnd end)
    {
        if (end.Welcomed)
            window = FirstWindow;
        return end switch
        {
            LinkEnd.Refused refused => AfterRefusal(refused),
            LinkEnd.Closed closed => AfterClose(closed),
            _ => Jitter(),
        };
    }

    private TimeSpan? AfterRefusal(LinkEnd.Refused refused) => refused switch
    {
        { Status: 401 } => AfterRevoked,
        { Status: 403, Code: "origin_not_allowed" } or { Status: 426 } => null,
        { Status: 403, Code: "quota_exceeded" } => Stretched(refused.RetryAfter ?? QuotaRetry),
        { Status: 503, RetryAfter: { } wait } => Stretched(wait),
        _ => Jitter(),
    };

    private TimeSpan AfterClose(LinkEnd.Closed closed) => closed.Code switch
    {
        CloseCode.GoingAway or CloseCode.Restarting => Believed(closed.ReconnectAfter) ?? random() * FirstWindow,
        CloseCode.Revoked => AfterRevoked,
        CloseCode.Superseded => TimeSpan.FromSeconds(30 + (60 * random())),
        CloseCode.Flapping => AfterFlapping,
        _ => Jitter(),
    };

    // Uniform over 0-5 s first, then over a window that doubles to 60 s.
    private TimeSpan Jitter()
    {
        var wait = random() * window;
        window = window * 2 < WidestWindow ? window * 2 : WidestWindow;
        return wait;
    }

    private TimeSpan Stretched(TimeSpan retryAfter) => (1 + random()) * Believed(retryAfter)!.Value;

    private static TimeSpan? Believed(TimeSpan? said) =>
        said is not { } wait ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestBelieved ? wait : LongestBelieved;
}
