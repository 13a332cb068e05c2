using System.Text.Json;
using MzPanel.Data.Jobs;

namespace MzPanel.Data.Backups;

/// <summary>What the arguments of a run say; they were made by the control plane and checked before the job was queued.</summary>
internal sealed record BackupAsked(string Plan, IReadOnlyList<string> Destinations)
{
    /// <summary><see langword="null"/> for a dry run, which leaves nothing.</summary>
    public static BackupAsked? Of(JobRow job)
    {
        using var document = JsonDocument.Parse(job.Args);
        var args = document.RootElement;
        if (args.TryGetProperty("dry_run", out var dry) && dry.ValueKind == JsonValueKind.True || !args.TryGetProperty("plan_id", out var plan))
            return null;
        var destinations = args.TryGetProperty("destinations", out var list) ? list.EnumerateArray().Select(one => one.GetProperty("id").GetString()!) : [];
        return new(plan.GetString()!, [.. destinations]);
    }
}
