using FluentValidation;

namespace MzPanel.Silo.Limits;

/// <summary>Settings <c>RateLimits:*</c>.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Requests a minute, per caller.</summary>
    public int RequestsPerMinute { get; set; } = 1200;

    /// <summary>Sign-ins and other tries at a door a minute, per address.</summary>
    public int SignInsPerMinute { get; set; } = 20;
}

internal sealed class RateLimitOptionsValidator : AbstractValidator<RateLimitOptions>
{
    private const int Most = 1_000_000;

    public RateLimitOptionsValidator()
    {
        RuleFor(options => options.RequestsPerMinute).InclusiveBetween(1, Most);
        RuleFor(options => options.SignInsPerMinute).InclusiveBetween(1, Most);
    }
}
