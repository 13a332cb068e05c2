namespace MzPanel.Agent.Processes;

/// <summary>Why a command is to end before its time, and how long it may take over it; the first one counts.</summary>
internal sealed class StopRequest(TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource asked = new();
    private readonly Lock gate = new();
    private long killStamp;

    public CancellationToken Token => asked.Token;

    /// <summary>One of <c>JobOutcome</c>, once somebody has asked.</summary>
    public string? Outcome { get; private set; }

    public TimeSpan Grace { get; private set; }

    public bool GraceOver => Outcome is not null && time.GetTimestamp() >= killStamp;

    public void Ask(string outcome, TimeSpan grace)
    {
        lock (gate)
        {
            if (Outcome is not null)
                return;
            killStamp = time.GetTimestamp() + (long)(grace.TotalSeconds * time.TimestampFrequency);
            Grace = grace;
            Outcome = outcome;
        }
        asked.Cancel();
    }

    public void Dispose() => asked.Dispose();
}
