using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Backups;

/// <summary>What became of a run.</summary>
internal sealed record BackupResult(IReadOnlyList<DestinationResult> Destinations);

/// <summary>What became of a run at one destination.</summary>
/// <param name="DestinationId">The destination.</param>
/// <param name="Status"><see cref="Done"/> or <see cref="Failed"/>.</param>
/// <param name="Snapshot">Its identifier in the repository.</param>
/// <param name="SizeBytes">Bytes that it holds.</param>
/// <param name="Files">Files that it holds.</param>
/// <param name="TakenAt">When, unix ms.</param>
/// <param name="Pruned">How many snapshots of the plan retention removed.</param>
/// <param name="Kept">The snapshots that the plan has there now, where they are not too many to tell.</param>
/// <param name="Warning">What is not as it should be with it.</param>
/// <param name="Error">Why there is none.</param>
internal sealed record DestinationResult(
    string DestinationId, string Status, string? Snapshot = null, long? SizeBytes = null, long? Files = null, long? TakenAt = null, int? Pruned = null,
    IReadOnlyList<string>? Kept = null, string? Warning = null, JobError? Error = null)
{
    public const string Done = "done";
    public const string Failed = "failed";
}

/// <summary>What a restore brought back.</summary>
internal sealed record RestoreResult(long Files, long Bytes);

/// <summary>What a check found.</summary>
internal sealed record CheckResult(bool Ok, IReadOnlyList<string> Errors);

/// <summary>What a destination has.</summary>
internal sealed record SnapshotList(IReadOnlyList<SnapshotFacts> Snapshots);

/// <summary>A snapshot at a destination.</summary>
internal sealed record SnapshotFacts(string Snapshot, string? PlanId, long TakenAt, IReadOnlyList<string> Paths);
