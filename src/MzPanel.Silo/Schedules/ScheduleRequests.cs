using System.Text.Json;
using FluentValidation;
using MzPanel.Data.Schedules;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Schedules;

/// <summary>Body of <c>POST /v1/schedules</c>, and of <c>PATCH</c>, where what is absent stays.</summary>
internal record ScheduleFields
{
    public string? Name { get; init; }

    public string? ServerId { get; init; }

    public string? Tag { get; init; }

    public string? Kind { get; init; }

    public JsonElement? Args { get; init; }

    public int? TimeoutS { get; init; }

    public int? QueueTtlS { get; init; }

    public string? Cron { get; init; }

    public string? TimeZone { get; init; }

    public string? Overlap { get; init; }

    public bool? Enabled { get; init; }
}

internal sealed record NewSchedule : ScheduleFields;

internal sealed record ScheduleChange : ScheduleFields;

internal abstract class ScheduleFieldsValidator<T> : AbstractValidator<T> where T : ScheduleFields
{
    protected const int LongestName = 100;
    protected const int LongestKind = 100;
    private const int LongestId = 300;

    protected ScheduleFieldsValidator()
    {
        RuleFor(schedule => schedule.ServerId).MaximumLength(LongestId);
        RuleFor(schedule => schedule.Tag).Line(ServerRules.LongestTag).When(schedule => schedule.Tag is not null);
        RuleFor(schedule => schedule.TimeoutS).InclusiveBetween(1, JobRequestValidator.LongestTimeoutS);
        RuleFor(schedule => schedule.QueueTtlS).InclusiveBetween(1, JobRequestValidator.LongestTtlS);
        RuleFor(schedule => schedule.Cron).Cron();
        RuleFor(schedule => schedule.TimeZone).TimeZone();
        RuleFor(schedule => schedule.Overlap).Must(overlap => overlap is null or ScheduleOverlap.Skip or ScheduleOverlap.Queue)
            .WithMessage($"must be {ScheduleOverlap.Skip} or {ScheduleOverlap.Queue}");
    }
}

internal sealed class NewScheduleValidator : ScheduleFieldsValidator<NewSchedule>
{
    public NewScheduleValidator()
    {
        RuleFor(schedule => schedule.Name).Line(LongestName);
        RuleFor(schedule => schedule.Kind).Line(LongestKind);
        RuleFor(schedule => schedule.Cron).NotEmpty();
        RuleFor(schedule => schedule.ServerId).NotEmpty().When(schedule => schedule.Tag is null).WithMessage("is missing: name a server, or a tag");
        RuleFor(schedule => schedule.Tag).Null().When(schedule => schedule.ServerId is not null).WithMessage("must not stand beside server_id");
    }
}

internal sealed class ScheduleChangeValidator : ScheduleFieldsValidator<ScheduleChange>
{
    public ScheduleChangeValidator()
    {
        RuleFor(schedule => schedule.Name).Line(LongestName).When(schedule => schedule.Name is not null);
        RuleFor(schedule => schedule.Kind).Line(LongestKind).When(schedule => schedule.Kind is not null);
        RuleFor(schedule => schedule.ServerId).NotEmpty().When(schedule => schedule.ServerId is not null);
        RuleFor(schedule => schedule.Tag).Null().When(schedule => schedule.ServerId is not null).WithMessage("must not stand beside server_id");
    }
}

internal sealed record SchedulesQuery : PageQuery
{
    public string? ServerId { get; init; }

    public string? Tag { get; init; }

    public string? Kind { get; init; }

    public bool? Enabled { get; init; }
}

internal sealed class SchedulesQueryValidator : PageValidator<SchedulesQuery>
{
    private const int Longest = 300;

    public SchedulesQueryValidator()
    {
        RuleFor(query => query.ServerId).MaximumLength(Longest);
        RuleFor(query => query.Tag).MaximumLength(ServerRules.LongestTag);
        RuleFor(query => query.Kind).MaximumLength(Longest);
    }
}
