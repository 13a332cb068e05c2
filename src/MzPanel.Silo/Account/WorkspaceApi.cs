using FluentValidation;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Servers;
using MzPanel.Data.Team;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>The workspace as a whole: changed, closed, handed over, or left for another one (rest-api.md, account).</summary>
internal static class WorkspaceApi
{
    private const string Subject = "workspace";

    public static void MapWorkspace(this IEndpointRouteBuilder v1)
    {
        v1.MapPatch("/account/workspace", ChangeAsync).Needs(Capability.Workspace)
            .WithSummary("Change the workspace's name, and when its agents are updated").Produces<WorkspaceView>().Refuses(PanelError.Conflict);
        v1.MapPost("/account/workspace/close", CloseAsync).Needs(Capability.Workspace)
            .WithSummary("Close the workspace: what it knows goes, the VPSs stay as they are").Produces(StatusCodes.Status204NoContent);
        v1.MapPost("/account/workspace/transfer", TransferAsync).Needs(Capability.Workspace)
            .WithSummary("Hand the workspace over to a member").Produces<AccountView>().Refuses(PanelError.NotFound, PanelError.Conflict);
        v1.MapPost("/account/workspace/switch", SwitchAsync).Needs(Capability.Account)
            .WithSummary("Go on in another workspace").Produces<AccountView>().Refuses(PanelError.NotFound, PanelError.Conflict);
    }

    private static async Task<IResult> ChangeAsync(Body<WorkspaceChange> body, CallerIdentity caller, HttpContext context, WorkspaceRecords workspaces)
    {
        async Task<WorkspaceRow> FindAsync() => await workspaces.FindAsync(caller.WorkspaceId) ?? throw CallerIdentity.Unknown();
        await VersionRace.RunAsync(context, FindAsync, workspace => workspace.Version, async before =>
        {
            var after = before with { Name = body.Value.Name ?? before.Name, UpdatePolicy = body.Value.UpdatePolicy ?? before.UpdatePolicy };
            return after == before || await workspaces.ChangeAsync(before, after, caller.Audit("workspace.update", Subject, before.Id));
        }, Subject);
        var row = await FindAsync();
        EntityTag.Set(context, row.Version);
        return TypedResults.Ok(new WorkspaceView(row.Id, row.Name, row.UpdatePolicy));
    }

    private static async Task<IResult> CloseAsync(
        Body<CloseWorkspace> body, CallerIdentity caller, HttpContext context, WorkspaceRecords workspaces, Dismissal agents, Idempotency idempotency)
    {
        var audit = caller.Audit("workspace.close", Subject, caller.WorkspaceId);
        switch (await workspaces.CloseAsync(caller.WorkspaceId, body.Value.ConfirmName!, audit, idempotency.Commit(StatusCodes.Status204NoContent)))
        {
            case Effect.KeyTaken:
                throw new KeyTakenException();
            case Effect.Missed:
                throw Faults.Of("confirm_name", "is not the name of this workspace");
        }
        await agents.DismissAsync(await workspaces.ServersOfClosedAsync(caller.WorkspaceId));
        SessionCookie.Clear(context.Response);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> TransferAsync(
        Body<TransferWorkspace> body, CallerIdentity caller, HttpContext context, UserRecords users, MemberRecords members, AuditRecords audit,
        SignInDoor door, AccountReader reader, Idempotency idempotency)
    {
        var user = await users.FindAsync(caller.UserId) ?? throw CallerIdentity.Unknown();
        var heir = await members.FindAsync(caller.WorkspaceId, body.Value.MemberId!) ?? throw PanelException.NotFound();
        if (heir.UserId == user.Id)
            throw new PanelException(PanelError.Conflict, "This workspace is yours already.");
        var entry = caller.Audit("workspace.transfer", "member", heir.Id);
        if (!await door.ProveAsync(user, body.Value.Password!))
        {
            await audit.AddAsync(entry with { Outcome = "failed" });
            throw Faults.Of("password", "is not your password");
        }
        var (view, version) = await reader.ReadAsync(caller with { Role = Role.Admin }) ?? throw CallerIdentity.Unknown();
        var asked = new Transfer(caller.WorkspaceId, user.Id, user.Password, heir.Id);
        switch (await members.TransferAsync(asked, entry, idempotency.Commit(StatusCodes.Status200OK, view, version: version)))
        {
            case Effect.KeyTaken:
                throw new KeyTakenException();
            case Effect.Missed:
                throw new PanelException(PanelError.Conflict, "The member, the password or the owner has changed meanwhile.");
        }
        EntityTag.Set(context, version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> SwitchAsync(
        Body<SwitchWorkspace> body, CallerIdentity caller, HttpContext context, MemberRecords members, UserSessionRecords sessions, AccountReader reader,
        Idempotency idempotency)
    {
        var session = caller.SessionId ?? throw new PanelException(PanelError.Conflict, "An API token is of one workspace.");
        var place = await members.PlaceAsync(caller.UserId, body.Value.WorkspaceId!) ?? throw PanelException.NotFound();
        var there = caller with { WorkspaceId = place.WorkspaceId, Role = Roles.Parse(place.Role), Scope = MemberScope.Parse(place.Scope) };
        var (view, version) = await reader.ReadAsync(there) ?? throw PanelException.NotFound();
        var cookie = SessionCookie.NewValue();
        var kept = idempotency.Commit(StatusCodes.Status200OK, view, version: version);
        switch (await sessions.SwitchAsync(new(session, caller.UserId, place.WorkspaceId, SessionCookie.Hash(cookie)), there.Audit("account.switch", "session", session), kept))
        {
            case Effect.KeyTaken:
                throw new KeyTakenException();
            case Effect.Missed:
                throw PanelException.NotFound();
        }
        SessionCookie.Set(context.Response, cookie, TimeSpan.FromMilliseconds(UserSessionRecords.LifeMs));
        EntityTag.Set(context, version);
        return TypedResults.Ok(view);
    }
}

internal sealed record WorkspaceChange
{
    public string? Name { get; init; }

    /// <summary>When agents are brought to a newer version, where their server does not say otherwise: pinned, manual, security or auto.</summary>
    public string? UpdatePolicy { get; init; }
}

internal sealed class WorkspaceChangeValidator : AbstractValidator<WorkspaceChange>
{
    public const int LongestName = 100;

    public WorkspaceChangeValidator()
    {
        RuleFor(body => body.Name).Line(LongestName).When(body => body.Name is not null || body.UpdatePolicy is null);
        RuleFor(body => body.UpdatePolicy).Must(policy => policy is null || UpdatePolicy.All.Contains(policy)).WithMessage("is no update policy");
    }
}

internal sealed record CloseWorkspace
{
    /// <summary>The name of the workspace, typed by whoever means it.</summary>
    public string? ConfirmName { get; init; }
}

internal sealed class CloseWorkspaceValidator : AbstractValidator<CloseWorkspace>
{
    public CloseWorkspaceValidator() => RuleFor(body => body.ConfirmName).NotEmpty().MaximumLength(WorkspaceChangeValidator.LongestName);
}

internal sealed record TransferWorkspace
{
    public string? MemberId { get; init; }

    public string? Password { get; init; }
}

internal sealed class TransferWorkspaceValidator : AbstractValidator<TransferWorkspace>
{
    private const int LongestId = 100;

    public TransferWorkspaceValidator()
    {
        RuleFor(body => body.MemberId).NotEmpty().MaximumLength(LongestId);
        RuleFor(body => body.Password).Secret(PasswordRules.Longest);
    }
}

internal sealed record SwitchWorkspace
{
    public string? WorkspaceId { get; init; }
}

internal sealed class SwitchWorkspaceValidator : AbstractValidator<SwitchWorkspace>
{
    private const int LongestId = 100;

    public SwitchWorkspaceValidator() => RuleFor(body => body.WorkspaceId).NotEmpty().MaximumLength(LongestId);
}
