using FluentValidation;
using MzPanel.Data.Team;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Team;

/// <summary>Who belongs to the workspace, as what, and how far (rest-api.md, team).</summary>
internal static class MembersApi
{
    public static void MapMembers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/team/members", ListAsync).Needs(Capability.ViewTeam)
            .WithSummary("Members of the workspace").Produces<Page<MemberView>>();
        v1.MapPatch("/team/members/{id}", ChangeAsync).Needs(Capability.ManageTeam).Over(Subject.Member)
            .WithSummary("Change what a member may do, and where").Produces<MemberView>().Refuses(PanelError.Conflict);
        v1.MapDelete("/team/members/{id}", RemoveAsync).Needs(Capability.ManageTeam).Over(Subject.Member).AlsoOwn()
            .WithSummary("Remove a member, or leave").Produces(StatusCodes.Status204NoContent).Refuses(PanelError.Conflict);
    }

    private static async Task<IResult> ListAsync(Query<PageQuery> query, CallerIdentity caller, MemberRecords members)
    {
        var (rows, next) = await members.ListAsync(caller.WorkspaceId, query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<MemberView>([.. rows.Select(MemberView.Of)], next));
    }

    private static async Task<IResult> ChangeAsync(
        string id, Body<MemberChange> body, CallerIdentity caller, HttpContext context, MemberChanges changes)
    {
        var after = await changes.ApplyAsync(caller, id, body.Value, context);
        EntityTag.Set(context, after.Version);
        return TypedResults.Ok(MemberView.Of(after));
    }

    private static async Task<IResult> RemoveAsync(string id, CallerIdentity caller, HttpContext context, MemberChanges changes)
    {
        var gone = await changes.RemoveAsync(caller, id, context);
        if (gone.UserId == caller.UserId)
            SessionCookie.Clear(context.Response);
        return TypedResults.NoContent();
    }
}

/// <summary>Changes of members.</summary>
internal sealed class MemberChanges(MemberRecords members, ScopeCheck scopes) : ISight
{
    public Subject Of => Subject.Member;

    // Who may not look at the team must not learn from a refusal who is in it.
    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) => await members.FindAsync(caller.WorkspaceId, id) switch
    {
        { } member when member.UserId == caller.UserId => Sight.Own,
        { } when CapabilityTable.Allows(caller.Role, Capability.ViewTeam) => Sight.InScope,
        _ => Sight.None,
    };

    public async Task<MemberRow> ApplyAsync(CallerIdentity caller, string id, MemberChange change, HttpContext context)
    {
        if (change.Scope is { } scope)
            await scopes.RequireAsync(caller, scope);
        await RaceAsync(caller, id, context, before =>
        {
            var (role, after) = (change.Role ?? before.Role, change.Scope?.Json ?? before.Scope);
            if (role == before.Role && after == before.Scope)
                return Task.FromResult(true);
            var details = ApiJson.Write(new MemberChanged(before.Role, role, MemberScope.Parse(before.Scope), MemberScope.Parse(after)));
            return members.ChangeAsync(before, role, after, caller.Audit("member.change", "member", id) with { Details = details });
        });
        return await FindAsync(caller, id);
    }

    /// <summary>Removes a member; answers who it was.</summary>
    public async Task<MemberRow> RemoveAsync(CallerIdentity caller, string id, HttpContext context)
    {
        MemberRow? gone = null;
        await RaceAsync(caller, id, context, before =>
        {
            gone = before;
            return members.RemoveAsync(before, caller.Audit(before.UserId == caller.UserId ? "member.leave" : "member.remove", "member", id));
        });
        return gone!;
    }

    private Task RaceAsync(CallerIdentity caller, string id, HttpContext context, Func<MemberRow, Task<bool>> write) =>
        VersionRace.RunAsync(context, () => FindAsync(caller, id), member => member.Version, before => Roles.Parse(before.Role) == Role.Owner
            ? throw new PanelException(PanelError.Conflict, "The owner stays as it is until the workspace is transferred.") : write(before), "member");

    private async Task<MemberRow> FindAsync(CallerIdentity caller, string id) => await members.FindAsync(caller.WorkspaceId, id) ?? throw PanelException.NotFound();

    private sealed record MemberChanged(string RoleBefore, string Role, MemberScope ScopeBefore, MemberScope Scope);
}

internal sealed record MemberView(string Id, string UserId, string Email, string Name, string Role, MemberScope Scope, DateTimeOffset CreatedAt)
{
    public static MemberView Of(MemberRow row) =>
        new(row.Id, row.UserId, row.Email, row.Name, row.Role, MemberScope.Parse(row.Scope), ApiTime.Of(row.CreatedAt));
}

internal sealed record MemberChange : IChange
{
    public string? Role { get; init; }

    public MemberScope? Scope { get; init; }
}

internal sealed class MemberChangeValidator : AbstractValidator<MemberChange>
{
    public MemberChangeValidator()
    {
        RuleFor(change => change.Role).RoleToGive().When(change => change.Role is not null);
        RuleFor(change => change.Scope!).SetValidator(new MemberScopeValidator()).When(change => change.Scope is not null);
    }
}
