using System.Text.Json.Serialization;
using FluentValidation;
using MzPanel.Data;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Team;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Team;

/// <summary>Invitations to the workspace, and their end (rest-api.md, team).</summary>
internal static class InvitationsApi
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public static void MapInvitations(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/team/invitations", ListAsync).Needs(Capability.ViewTeam)
            .WithSummary("Open invitations").Produces<Page<InvitationView>>();
        v1.MapPost("/team/invitations", CreateAsync).Needs(Capability.ManageTeam).Gated(TierFeature.MultiUser)
            .WithSummary("Invite somebody; the token is shown once").Produces<InvitationMade>(StatusCodes.Status201Created).Refuses(PanelError.NotFound, PanelError.AlreadyExists);
        v1.MapDelete("/team/invitations/{id}", WithdrawAsync).Needs(Capability.ManageTeam).Over(Subject.Invitation)
            .WithSummary("Withdraw an invitation").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(Query<PageQuery> query, CallerIdentity caller, InvitationRecords invitations)
    {
        var (rows, next) = await invitations.ListAsync(caller.WorkspaceId, query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<InvitationView>([.. rows.Select(InvitationView.Of)], next));
    }

    private static async Task<IResult> CreateAsync(
        Body<NewInvitation> body, CallerIdentity caller, HttpContext context, Idempotency idempotency, InvitationRecords invitations, ScopeCheck scopes,
        InvitationPost post, TimeProvider time)
    {
        await scopes.RequireAsync(caller, body.Value.Scope!);
        var (token, now) = (Token.Create(TokenKind.Invitation), time.GetUtcNow());
        var row = new InvitationRow
        {
            Id = RecordId.New("inv"),
            Hash = Token.Hash(token),
            WorkspaceId = caller.WorkspaceId,
            Email = body.Value.Email!.ToLowerInvariant(),
            Role = body.Value.Role!,
            Scope = body.Value.Scope!.Json,
            Delivery = post.Begins,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + Life).ToUnixTimeMilliseconds(),
        };
        var location = $"/v1/team/invitations/{row.Id}";
        var kept = idempotency.Commit(StatusCodes.Status201Created, InvitationMade.Of(row, null, null), location);
        Require(await invitations.AddAsync(row, caller.Audit("invitation.create", "invitation", row.Id) with { Details = Details(row) }, kept));
        return TypedResults.Created(location, await post.SendAsync(caller, row, token));
    }

    private static async Task<IResult> WithdrawAsync(string id, CallerIdentity caller, HttpContext context, InvitationRecords invitations)
    {
        var row = await invitations.FindAsync(caller.WorkspaceId, id) ?? throw PanelException.NotFound();
        EntityTag.Check(context, row.Version);
        if (!await invitations.WithdrawAsync(row, caller.Audit("invitation.withdraw", "invitation", id)))
            throw EntityTag.IsAsked(context) ? EntityTag.Refusal() : PanelException.NotFound();
        return TypedResults.NoContent();
    }

    private static void Require(Effect effect)
    {
        if (effect == Effect.KeyTaken)
            throw new KeyTakenException();
        if (effect == Effect.Missed)
            throw new PanelException(PanelError.AlreadyExists, $"Somebody with this address is a member already, or {InvitationRecords.Most} invitations are open.");
    }

    private static string Details(InvitationRow row) => ApiJson.Write(new InvitationDetails(row.Email, row.Role, MemberScope.Parse(row.Scope)));

    private sealed record InvitationDetails(string Email, string Role, MemberScope Scope);
}

/// <summary>Sees invitations for those who may not manage them.</summary>
internal sealed class InvitationSight(InvitationRecords invitations) : ISight
{
    public Subject Of => Subject.Invitation;

    public async ValueTask<Sight> SeeAsync(CallerIdentity caller, string id) =>
        CapabilityTable.Allows(caller.Role, Capability.ViewTeam) && await invitations.FindAsync(caller.WorkspaceId, id) is not null ? Sight.InScope : Sight.None;
}

internal sealed record InvitationView(string Id, string Email, string Role, MemberScope Scope, string Delivery, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static InvitationView Of(InvitationRow row) =>
        new(row.Id, row.Email, row.Role, MemberScope.Parse(row.Scope), row.Delivery, ApiTime.Of(row.CreatedAt), ApiTime.Of(row.ExpiresAt));
}

/// <summary>The same with its link, which is shown once, and only where no mail took it to whom it is for.</summary>
internal sealed record InvitationMade(
    string Id, string Email, string Role, MemberScope Scope, string Delivery, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Token,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Url)
{
    public static InvitationMade Of(InvitationRow row, string? token, string? url) =>
        new(row.Id, row.Email, row.Role, MemberScope.Parse(row.Scope), row.Delivery, ApiTime.Of(row.CreatedAt), ApiTime.Of(row.ExpiresAt), token, url);
}

internal sealed record NewInvitation
{
    public string? Email { get; init; }

    public string? Role { get; init; }

    public MemberScope? Scope { get; init; }
}

internal sealed class NewInvitationValidator : AbstractValidator<NewInvitation>
{
    public NewInvitationValidator()
    {
        RuleFor(body => body.Email).Email();
        RuleFor(body => body.Role).RoleToGive();
        RuleFor(body => body.Scope).NotNull();
        RuleFor(body => body.Scope!).SetValidator(new MemberScopeValidator()).When(body => body.Scope is not null);
    }
}
