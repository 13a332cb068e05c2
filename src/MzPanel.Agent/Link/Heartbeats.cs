using MzPanel.Protocol;

namespace MzPanel.Agent.Link;

/// <summary>Sends a heartbeat at once and then every so often ± 10 %, so that agents do not beat in step.</summary>
internal sealed class Heartbeats(LinkParts parts, IOutbox outbox, int seconds)
{
    private const double Spread = 0.1;
    private const int LongestS = 3600;

    public async Task RunAsync(CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            outbox.Post(MessageType.Heartbeat, null, parts.Metrics.Read(parts.Book.Running()), ProtocolJson.Default.Heartbeat);
            await Task.Delay(Interval(), parts.Time, stopped);
        }
    }

    private TimeSpan Interval() => TimeSpan.FromSeconds(Math.Clamp(seconds, 1, LongestS) * (1 - Spread + (2 * Spread * parts.Random())));
}
