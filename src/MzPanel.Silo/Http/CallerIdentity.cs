using MzPanel.Data.Audit;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Who asks, as the records know them at this request; a handler takes it as a parameter.</summary>
internal sealed record CallerIdentity
{
    public required string UserId { get; init; }

    /// <summary>The session; absent for programs.</summary>
    public string? SessionId { get; init; }

    /// <summary>What people call the caller: the e-mail address.</summary>
    public required string Name { get; init; }

    public required string WorkspaceId { get; init; }

    public required Role Role { get; init; }

    public required MemberScope Scope { get; init; }

    public required string Address { get; init; }

    public required string RequestId { get; init; }

    public Caller ToCaller() => new("user", UserId, Name, RequestId, Address);

    public AuditActor Actor() => new("user", UserId, Name);

    /// <summary>A row for the audit of the caller's workspace.</summary>
    public AuditEntry Audit(string action, string? subjectType = null, string? subjectId = null) => new()
    {
        WorkspaceId = WorkspaceId,
        Actor = Actor(),
        Action = action,
        Subject = subjectType is null || subjectId is null ? null : (subjectType, subjectId),
        RequestId = RequestId,
        Address = Address,
    };

    public static ValueTask<CallerIdentity?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<CallerIdentity?>(context.Features.Get<CallerIdentity>() ?? throw Unknown());

    public static PanelException Unknown() => new(PanelError.Unauthenticated, "Sign in first.");
}

/// <summary>Finds the caller behind a request's credentials, from the records each time: what is revoked is revoked at once.</summary>
internal interface ICallerSource
{
    ValueTask<CallerIdentity?> FindAsync(HttpContext context);
}
