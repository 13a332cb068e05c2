using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using MzPanel.Data.Audit;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Audit;

/// <summary>The audit of the workspace.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder v1) => v1.MapGet("/account/audit", ListAsync).Needs(Capability.ViewAudit);

    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditRecords>().AddSingleton<InstallationLogRecords>().AddSingleton<InstallationLog>()
        .AddSingleton<IRefusalWitness, RefusalWitness>()
        .AddSingleton<IValidator<AuditQuery>, AuditQueryValidator>()
        .AddHostedService<InstallationLogFlush>();

    private static async Task<IResult> ListAsync(Query<AuditQuery> query, CallerIdentity caller, AuditRecords records)
    {
        var asked = query.Value;
        var filter = new AuditFilter(asked.Actor, asked.Action, asked.ServerId, asked.JobId,
            asked.From?.ToUnixTimeMilliseconds(), asked.To?.ToUnixTimeMilliseconds());
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, asked.Rows, asked.Cursor);
        return TypedResults.Ok(new Page<AuditView>([.. rows.Select(AuditView.Of)], next));
    }
}

internal sealed record AuditQuery : PageQuery
{
    /// <summary>Identifier or name of who acted.</summary>
    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? ServerId { get; init; }

    public string? JobId { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

internal sealed class AuditQueryValidator : PageValidator<AuditQuery>
{
    private const int Longest = 300;

    public AuditQueryValidator()
    {
        RuleFor(query => query.Actor).MaximumLength(Longest);
        RuleFor(query => query.Action).MaximumLength(Longest);
        RuleFor(query => query.ServerId).MaximumLength(Longest);
        RuleFor(query => query.JobId).MaximumLength(Longest);
    }
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
