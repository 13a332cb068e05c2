namespace MzPanel.Agent.Supervision;

/// <summary>
/// The agent in the eyes of systemd: ready from start to disposal, and alive as long as <see cref="CameRound"/> is called, so an
/// agent whose loop hangs falls silent and is started anew.
/// </summary>
internal sealed class Supervised : IDisposable
{
    // WatchdogSec of mzagent.service is 60; systemd advises half of it or less.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    private readonly SystemdNotifier systemd;
    private readonly TimeProvider time;
    private long reported;

    public Supervised(SystemdNotifier systemd, TimeProvider time)
    {
        (this.systemd, this.time, reported) = (systemd, time, time.GetTimestamp());
        systemd.Ready();
    }

    public void CameRound()
    {
        if (time.GetElapsedTime(reported) < Period)
            return;
        reported = time.GetTimestamp();
        systemd.Alive();
    }

    public void Dispose() => systemd.Stopping();
}
