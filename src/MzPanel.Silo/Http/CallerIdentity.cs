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

    /// <summary>The API token of a program; absent for people.</summary>
    public string? TokenId { get; init; }

    /// <summary>What the token may be used for; absent for people, who may use all that their role allows.</summary>
    public IReadOnlyCollection<string>? TokenScopes { get; init; }

    /// <summary>When the token ends, if it does, unix ms.</summary>
    public long? TokenExpiresAt { get; init; }

    /// <summary>Whether the user's sign-in needs a second factor.</summary>
    public bool HasFactor { get; init; }

    /// <summary>What people call the caller: the e-mail address, or the name of the token.</summary>
    public required string Name { get; init; }

    public required string WorkspaceId { get; init; }

    public required Role Role { get; init; }

    public required MemberScope Scope { get; init; }

    /// <summary>Tier of the workspace.</summary>
    public string Tier { get; init; } = "";

    public required string Address { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Who is meant where requests are counted or kept per caller.</summary>
    public string CallerId => TokenId ?? UserId;

    public Caller ToCaller() => new(ActorType, CallerId, Name, RequestId, Address);

    public AuditActor Actor() => new(ActorType, CallerId, Name);

    /// <summary>Whether the credential covers a scope.</summary>
    public bool Holds(string scope) => TokenScopes is null || TokenScopes.Contains(Http.TokenScopes.All) || TokenScopes.Contains(scope);

    /// <summary>Whether this is the same caller with the same credential in the same workspace, asked again later.</summary>
    public bool IsSame(CallerIdentity? later) =>
        later is not null && CallerId == later.CallerId && SessionId == later.SessionId && WorkspaceId == later.WorkspaceId;

    /// <summary>Whether this is the same caller with the same rights, asked again later.</summary>
    public bool IsStill(CallerIdentity? later) => IsSame(later) && Role == later!.Role && Scope.Json == later.Scope.Json;

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

    private string ActorType => UserId == AuditActor.System.Id ? AuditActor.System.Type : TokenId is null ? "user" : "token";

    /// <summary>The control plane itself, where a workspace has it do something: no member's rights, and no member's lack of them, count.</summary>
    public static CallerIdentity System(string workspaceId, string requestId) => new()
    {
        UserId = AuditActor.System.Id,
        Name = AuditActor.System.Name,
        WorkspaceId = workspaceId,
        Role = Role.Owner,
        Scope = MemberScope.All,
        HasFactor = true,
        Address = "",
        RequestId = requestId,
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
