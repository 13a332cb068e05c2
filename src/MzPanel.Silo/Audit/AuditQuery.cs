using System.Linq.Expressions;
using FluentValidation;
using MzPanel.Data.Audit;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Audit;

/// <summary>Which rows of the audit are asked for, in pages or as a whole.</summary>
internal interface IAuditAsked
{
    /// <summary>Identifier or name of who acted.</summary>
    string? Actor { get; }

    string? Action { get; }

    string? ServerId { get; }

    string? JobId { get; }

    DateTimeOffset? From { get; }

    DateTimeOffset? To { get; }
}

internal sealed record AuditQuery : PageQuery, IAuditAsked
{
    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? ServerId { get; init; }

    public string? JobId { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

internal sealed record AuditExportQuery(string? Actor, string? Action, string? ServerId, string? JobId, DateTimeOffset? From, DateTimeOffset? To)
    : IAuditAsked;

internal sealed class AuditQueryValidator : PageValidator<AuditQuery>
{
    public AuditQueryValidator() => this.AddAuditRules();
}

internal sealed class AuditExportQueryValidator : AbstractValidator<AuditExportQuery>
{
    public AuditExportQueryValidator() => this.AddAuditRules();
}

internal static class AuditAsked
{
    private const int Longest = 300;

    public static void AddAuditRules<T>(this AbstractValidator<T> validator) where T : IAuditAsked
    {
        foreach (var text in new Expression<Func<T, string?>>[] { query => query.Actor, query => query.Action, query => query.ServerId, query => query.JobId })
            validator.RuleFor(text).MaximumLength(Longest);
    }

    public static AuditFilter Filter(IAuditAsked asked, CallerIdentity caller) => new(
        asked.Actor, asked.Action, asked.ServerId, asked.JobId, asked.From?.ToUnixTimeMilliseconds(), asked.To?.ToUnixTimeMilliseconds(),
        caller.Scope.OnlyServers);
}
