using FluentValidation;

namespace MzPanel.Silo.Jobs;

/// <summary>Settings <c>Jobs:*</c>.</summary>
internal sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>How long a job waits for its turn where the caller does not say.</summary>
    public double QueueTtlHours { get; set; } = 24;

    /// <summary>Jobs waiting per server before <c>queue_full</c>.</summary>
    public int MaxQueued { get; set; } = 1000;
}

internal sealed class JobsOptionsValidator : AbstractValidator<JobsOptions>
{
    public JobsOptionsValidator()
    {
        RuleFor(options => options.QueueTtlHours).GreaterThan(0).LessThanOrEqualTo(JobRequestValidator.LongestTtlS / 3600);
        RuleFor(options => options.MaxQueued).InclusiveBetween(1, 100_000);
    }
}
