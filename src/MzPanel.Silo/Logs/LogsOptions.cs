using FluentValidation;

namespace MzPanel.Silo.Logs;

/// <summary>Settings <c>Logs:*</c>: how long lines are kept.</summary>
internal sealed class LogsOptions
{
    public const string Section = "Logs";

    /// <summary>Days after the end of its job.</summary>
    public double RetentionDays { get; set; } = 30;

    /// <summary>Bytes of all logs of a server; beyond it the oldest jobs' lines go first.</summary>
    public long MaxBytesPerServer { get; set; } = 1024L * 1024 * 1024;
}

internal sealed class LogsOptionsValidator : AbstractValidator<LogsOptions>
{
    private const int TenYears = 3650;

    public LogsOptionsValidator()
    {
        RuleFor(options => options.RetentionDays).GreaterThan(0).LessThanOrEqualTo(TenYears);
        RuleFor(options => options.MaxBytesPerServer).GreaterThanOrEqualTo(1024 * 1024);
    }
}
