using FluentValidation;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Schedules;

namespace MzPanel.Silo.Backups;

/// <summary>Body of <c>POST /v1/backups/plans</c>, and of <c>PATCH</c>, where what is absent stays. What the agent's arguments have too is checked with those.</summary>
internal record PlanFields
{
    public string? Name { get; init; }

    public string? Kind { get; init; }

    public string? Schedule { get; init; }

    public string? TimeZone { get; init; }

    public RetentionFields? Retention { get; init; }

    public IReadOnlyList<string?>? DestinationIds { get; init; }

    public IReadOnlyList<PlanDatabase?>? Databases { get; init; }

    public IReadOnlyList<string?>? Paths { get; init; }

    public IReadOnlyList<string?>? Exclude { get; init; }

    public bool? Enabled { get; init; }
}

internal sealed record NewPlan : PlanFields
{
    public string? ServerId { get; init; }
}

internal sealed record PlanChange : PlanFields;

/// <summary>How many of a plan's snapshots are kept: the newest ones, and the newest one of so many days, weeks and months; all of them where nothing is named.</summary>
internal sealed record RetentionFields
{
    public int? Last { get; init; }

    public int? Daily { get; init; }

    public int? Weekly { get; init; }

    public int? Monthly { get; init; }
}

/// <summary>A database of a server.</summary>
internal sealed record PlanDatabase
{
    public string? Engine { get; init; }

    public string? Name { get; init; }

    public int? Port { get; init; }
}

internal sealed class RetentionValidator : AbstractValidator<RetentionFields>
{
    private const int Most = 10_000;

    public RetentionValidator()
    {
        RuleFor(kept => kept.Last).InclusiveBetween(0, Most);
        RuleFor(kept => kept.Daily).InclusiveBetween(0, Most);
        RuleFor(kept => kept.Weekly).InclusiveBetween(0, Most);
        RuleFor(kept => kept.Monthly).InclusiveBetween(0, Most);
    }
}

internal abstract class PlanFieldsValidator<T> : AbstractValidator<T> where T : PlanFields
{
    private const int LongestName = 100;
    protected const int LongestId = 300;

    protected PlanFieldsValidator(IValidator<RetentionFields> retention)
    {
        RuleFor(plan => plan.Name).Line(LongestName).When(plan => plan.Name is not null);
        RuleFor(plan => plan.Kind).Must(kind => kind is null or BackupArgs.Full or BackupArgs.Database).WithMessage($"must be {BackupArgs.Full} or {BackupArgs.Database}");
        RuleFor(plan => plan.Schedule).Cron();
        RuleFor(plan => plan.TimeZone).TimeZone();
        RuleFor(plan => plan.Retention!).SetValidator(retention).When(plan => plan.Retention is not null);
        RuleFor(plan => plan.DestinationIds).Must(ids => ids is null || ids.Count is > 0 and <= BackupDestination.Most && ids.All(id => id is { Length: > 0 and <= LongestId }) && ids.Distinct().Count() == ids.Count)
            .WithMessage($"must be 1 to {BackupDestination.Most} destinations, none of them twice");
    }
}

internal sealed class NewPlanValidator : PlanFieldsValidator<NewPlan>
{
    public NewPlanValidator(IValidator<RetentionFields> retention) : base(retention)
    {
        RuleFor(plan => plan.ServerId).NotEmpty().MaximumLength(LongestId);
        RuleFor(plan => plan.Kind).NotEmpty();
        RuleFor(plan => plan.Schedule).NotEmpty();
        RuleFor(plan => plan.Retention).NotNull();
        RuleFor(plan => plan.DestinationIds).NotNull();
    }
}

internal sealed class PlanChangeValidator(IValidator<RetentionFields> retention) : PlanFieldsValidator<PlanChange>(retention);

internal sealed record PlansQuery : PageQuery
{
    public string? ServerId { get; init; }

    public bool? Enabled { get; init; }
}

internal sealed class PlansQueryValidator : PageValidator<PlansQuery>
{
    private const int Longest = 300;

    public PlansQueryValidator() => RuleFor(query => query.ServerId).MaximumLength(Longest);
}

/// <summary>Body of <c>POST /v1/backups/plans/{id}/run</c>, which may be left out.</summary>
internal sealed record RunRequest
{
    public bool? DryRun { get; init; }
}

internal sealed class RunRequestValidator : AbstractValidator<RunRequest>;
