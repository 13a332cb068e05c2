using System.Text.Json;
using MzPanel.Data.Rollouts;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Rollouts;

/// <summary>A rollout as the API shows it (rest-api.md, rollouts).</summary>
internal sealed record RolloutView
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required JsonElement Args { get; init; }

    public string? Tag { get; init; }

    public required int Parallel { get; init; }

    public required int Canary { get; init; }

    public required int StopAfterFailures { get; init; }

    public int? TimeoutS { get; init; }

    public int? QueueTtlS { get; init; }

    public required string Status { get; init; }

    /// <summary>Why it stopped.</summary>
    public string? Message { get; init; }

    public required RolloutSummaryView Summary { get; init; }

    /// <summary>The first servers that were not asked, and why; only where one rollout is shown.</summary>
    public IReadOnlyList<SkippedServerView>? Skipped { get; init; }

    public required OrderCallerView CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public static RolloutView Of(RolloutRow row) => new()
    {
        Id = row.Id,
        Kind = row.Kind,
        Args = ApiDocument.Of(row.Args),
        Tag = row.Tag,
        Parallel = row.Parallel,
        Canary = row.Canary,
        StopAfterFailures = row.StopAfterFailures,
        TimeoutS = row.TimeoutS,
        QueueTtlS = row.QueueTtlS,
        Status = row.Status,
        Message = row.Message,
        Summary = new RolloutSummaryView(
            row.Pending + row.Running + row.Succeeded + row.Failed + row.Skipped, row.Pending, row.Running, row.Succeeded, row.Failed, row.Skipped),
        CreatedBy = OrderCallerView.Of(row),
        CreatedAt = ApiTime.Of(row.CreatedAt),
        FinishedAt = ApiTime.Of(row.FinishedAt),
    };
}

/// <summary>How many servers there are, and how many of them are where.</summary>
internal sealed record RolloutSummaryView(int Servers, int Pending, int Running, int Succeeded, int Failed, int Skipped);

internal sealed record SkippedServerView(string ServerId, string? Message);

/// <summary>Answer of what makes or changes a rollout.</summary>
internal sealed record RolloutAnswer(RolloutView Rollout);
