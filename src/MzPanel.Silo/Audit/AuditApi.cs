using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.Extensions.Options;
using MzPanel.Data;
using MzPanel.Data.Audit;
using MzPanel.Grains.Audit;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Audit;

/// <summary>The audit of the workspace.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/account/audit", ListAsync).Needs(Capability.ViewAudit)
            .WithSummary("The audit of the workspace").Produces<Page<AuditView>>();
        v1.MapGet("/account/audit/export", ExportAsync).Needs(Capability.ViewAudit).Gated(TierFeature.AuditExport).AnswersAs("application/x-ndjson")
            .WithSummary("The audit as NDJSON, a row a line, newest first");
        v1.MapGet("/account/audit/verify", VerifyAsync).Needs(Capability.ViewAudit)
            .WithSummary("Whether the audit is what was written, and up to which row").Produces<AuditVerdict>();
    }

    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<AuditOptions, AuditOptionsValidator>(configuration, AuditOptions.Section)
        .AddSingleton<AuditRecords>().AddSingleton<InstallationLogRecords>().AddSingleton<InstallationLog>()
        .AddSingleton<AuditChainRecords>().AddSingleton<AuditChain>().AddSingleton<ChainReader>().AddSingleton<CheckpointRecords>()
        .AddSingleton(s => s.GetRequiredService<IOptions<AuditOptions>>().Value.Place(s.GetRequiredService<DatabaseOptions>()))
        .AddSingleton<CheckpointCopies>().AddSingleton<Checkpoints>().AddSingleton<AuditVerification>().AddSingleton<AuditExport>()
        .AddSingleton<IRefusalWitness, RefusalWitness>()
        .AddSingleton<IValidator<AuditQuery>, AuditQueryValidator>().AddSingleton<IValidator<AuditExportQuery>, AuditExportQueryValidator>()
        .AddHostedService<InstallationLogFlush>().AddHostedService<AuditChainer>().AddHostedService<CheckpointRounds>();

    private static async Task<IResult> ListAsync(Query<AuditQuery> query, CallerIdentity caller, AuditRecords records)
    {
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, AuditAsked.Filter(query.Value, caller), query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<AuditView>([.. rows.Select(AuditView.Of)], next));
    }

    private static Task ExportAsync(Query<AuditExportQuery> query, CallerIdentity caller, AuditExport export, HttpContext context) =>
        export.WriteAsync(context, caller, AuditAsked.Filter(query.Value, caller));

    private static async Task<IResult> VerifyAsync(CallerIdentity caller, AuditVerification verification, CancellationToken ct) =>
        TypedResults.Ok(await verification.VerifyAsync(caller.WorkspaceId, ct));
}

/// <summary>What the system did has neither request nor address, and says so: the contract has both in each row.</summary>
internal sealed record AuditView(
    string Id, DateTimeOffset At, AuditActorView Actor, string Action, AuditSubjectView? Subject, string? ServerId, string? JobId,
    string Outcome, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? RequestId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Address, JsonElement Details)
{
    public static AuditView Of(AuditRow row) => new(
        row.Id, ApiTime.Of(row.At), new(row.ActorType, row.ActorId, row.ActorName), row.Action,
        row is { SubjectType: { } type, SubjectId: { } id } ? new(type, id) : null, row.ServerId, row.JobId,
        row.Outcome, row.RequestId, row.Address, ApiDocument.Of(row.Details));
}

internal sealed record AuditActorView(string Type, string Id, string Name);

internal sealed record AuditSubjectView(string Type, string Id);
