using System.Text.Json;
using FluentValidation;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Body of <c>POST /v1/servers/{id}/jobs</c>.</summary>
internal sealed record JobRequest
{
    public string? Kind { get; init; }

    public JsonElement? Args { get; init; }

    public int? TimeoutS { get; init; }

    public int? QueueTtlS { get; init; }

    public bool? AutoRetry { get; init; }
}

/// <summary>What does not depend on the server; the rest is <see cref="JobRequestRules"/>.</summary>
internal sealed class JobRequestValidator : AbstractValidator<JobRequest>
{
    public const int LongestTimeoutS = 86_400;
    public const int LongestTtlS = 604_800;
    private const int LongestKind = 100;

    public JobRequestValidator()
    {
        RuleFor(job => job.Kind).Line(LongestKind);
        RuleFor(job => job.TimeoutS).InclusiveBetween(1, LongestTimeoutS);
        RuleFor(job => job.QueueTtlS).InclusiveBetween(1, LongestTtlS);
    }
}
