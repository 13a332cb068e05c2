using FluentValidation;
using MzPanel.Data.Backups;
using MzPanel.Silo.Http;
using MzPanel.Silo.Schedules;

namespace MzPanel.Silo.Backups;

/// <summary>The room of backups: destinations, plans and snapshots (rest-api.md, backups).</summary>
internal static class BackupsApi
{
    public static IServiceCollection AddBackups(this IServiceCollection services) => services
        .AddSingleton<DestinationRecords>().AddSingleton<PlanRecords>().AddSingleton<SnapshotRecords>()
        .AddSingleton<OffsiteTier>().AddSingleton<DestinationSeals>().AddSingleton<DestinationChanges>().AddSingleton<PlanArgs>().AddSingleton<PlanChanges>().AddSingleton<BackupJobs>()
        .AddSingleton<IOrderSource, PlanOrders>()
        .AddSingleton<DestinationReach>().AddSingleton<ISight>(provider => provider.GetRequiredService<DestinationReach>())
        .AddSingleton<PlanReach>().AddSingleton<ISight>(provider => provider.GetRequiredService<PlanReach>())
        .AddSingleton<SnapshotReach>().AddSingleton<ISight>(provider => provider.GetRequiredService<SnapshotReach>())
        .AddSingleton<IValidator<DestinationConfig>, DestinationConfigValidator>().AddSingleton<IValidator<RetentionFields>, RetentionValidator>()
        .AddSingleton<IValidator<NewDestination>, NewDestinationValidator>().AddSingleton<IValidator<DestinationChange>, DestinationChangeValidator>()
        .AddSingleton<IValidator<DestinationsQuery>, DestinationsQueryValidator>().AddSingleton<IValidator<CheckRequest>, CheckRequestValidator>()
        .AddSingleton<IValidator<NewPlan>, NewPlanValidator>().AddSingleton<IValidator<PlanChange>, PlanChangeValidator>()
        .AddSingleton<IValidator<PlansQuery>, PlansQueryValidator>().AddSingleton<IValidator<RunRequest>, RunRequestValidator>()
        .AddSingleton<IValidator<SnapshotsQuery>, SnapshotsQueryValidator>().AddSingleton<IValidator<RestoreRequest>, RestoreRequestValidator>();

    public static void MapBackups(this IEndpointRouteBuilder v1)
    {
        v1.MapDestinations();
        v1.MapPlans();
        v1.MapSnapshots();
    }
}
