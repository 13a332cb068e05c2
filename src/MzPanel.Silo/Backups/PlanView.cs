using MzPanel.Data.Backups;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Schedules;

namespace MzPanel.Silo.Backups;

/// <summary>A plan as the API shows it (rest-api.md, backups).</summary>
internal sealed record PlanView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string ServerId { get; init; }

    public required string Kind { get; init; }

    public required string Schedule { get; init; }

    public required string TimeZone { get; init; }

    public required RetentionFields Retention { get; init; }

    public required IReadOnlyList<string> DestinationIds { get; init; }

    public IReadOnlyList<PlanDatabase?>? Databases { get; init; }

    public IReadOnlyList<string?>? Paths { get; init; }

    public IReadOnlyList<string?>? Exclude { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Who made it or changed it last: what that member may not do does not run.</summary>
    public required OrderCallerView RunsAs { get; init; }

    public LastRunView? LastRun { get; init; }

    public DateTimeOffset? NextRunAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static PlanView Of(PlanRow plan)
    {
        var (clock, terms) = (plan.Clock, PlanTerms.Of(plan));
        return new()
        {
            Id = plan.Id,
            Name = clock.Name,
            ServerId = plan.ServerId,
            Kind = terms.Kind,
            Schedule = clock.Cron,
            TimeZone = clock.TimeZone,
            Retention = terms.Retention,
            DestinationIds = plan.Destinations,
            Databases = terms.Databases,
            Paths = terms.Paths,
            Exclude = terms.Exclude,
            Enabled = clock.Enabled,
            RunsAs = OrderCallerView.Of(clock),
            LastRun = LastRunView.Of(clock),
            NextRunAt = ApiTime.Of(clock.NextRunAt),
            CreatedAt = ApiTime.Of(clock.CreatedAt),
        };
    }
}
