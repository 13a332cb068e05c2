using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Journal;

/// <summary>What the journal knows about one command.</summary>
internal sealed record CommandEntry(string Ref, string JobId, string Kind, int TimeoutS)
{
    /// <summary>It may have run.</summary>
    public bool Started { get; init; }

    public CommandRefused? Refused { get; init; }

    public int? CancelGraceS { get; init; }

    public string? DoneId { get; init; }

    public JobDone? Done { get; init; }

    public long? AckedAt { get; init; }

    public long? LogSettledAt { get; init; }

    /// <summary>It runs, or is about to.</summary>
    public bool Living => Done is null && Refused is null;

    /// <summary>Its result still has to reach the control plane.</summary>
    public bool OwesReport => Done is not null && AckedAt is null;

    /// <summary>It belongs into <c>hello.jobs</c>: result or lines are not acknowledged yet.</summary>
    public bool Open => Refused is null && (AckedAt is null || LogSettledAt is null);

    /// <summary>When nothing was left to say about it, or <see langword="null"/>.</summary>
    public long? ClosedAt => Refused?.At ?? (Open ? null : Math.Max(AckedAt!.Value, LogSettledAt!.Value));
}
