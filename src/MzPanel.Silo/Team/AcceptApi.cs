using FluentValidation;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Team;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Account;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Team;

/// <summary>An invitation is accepted, by the person it is for (rest-api.md, team).</summary>
internal static class AcceptApi
{
    public static void MapAccept(this IEndpointRouteBuilder v1) => v1.MapPost("/team/invitations/accept", AcceptAsync).SignsIn()
        .WithSummary("Accept an invitation, signed in").Produces<AccountView>().Refuses(PanelError.NotFound, PanelError.BadCredentials, PanelError.MfaRequired, PanelError.Conflict, PanelError.AlreadyExists);

    private static async Task<IResult> AcceptAsync(Body<Accept> body, HttpContext context, InvitationDoor door, AccountReader reader)
    {
        var caller = await door.EnterAsync(context, body.Value);
        if (await reader.ReadAsync(caller) is not { } account)
            throw PanelException.NotFound();
        EntityTag.Set(context, account.Version);
        return TypedResults.Ok(account.View);
    }
}

/// <summary>
/// Lets people in by an invitation: who has no account makes one; who has one comes signed in as that address, or proves it
/// like at any sign-in.
/// </summary>
internal sealed class InvitationDoor(
    InvitationRecords invitations, MemberRecords members, UserRecords users, ICallerSource callers, SignInDoor door, PasswordHasher hasher,
    DeviceCookie device, TimeProvider time)
{
    public async Task<CallerIdentity> EnterAsync(HttpContext context, Accept asked)
    {
        var invitation = await FindAsync(asked.Token!) ?? throw PanelException.NotFound();
        var user = await users.FindByEmailAsync(invitation.Email);
        if (user is not null && await callers.FindAsync(context) is { SessionId: { } session, UserId: var signedIn } here && signedIn == user.Id)
            return await AcceptAsync(context, invitation, user, new PersonProof(session, null), here.HasFactor) ?? throw SignInDoor.Refusal();
        if (string.IsNullOrEmpty(asked.Password))
            throw Faults.Of("password", "is needed, unless you are signed in as whom the invitation is for");
        return user is null
            ? await MakeAsync(context, invitation, asked.Password)
            : await door.EnterAsync(context, new SignIn { Email = invitation.Email, Password = asked.Password, Code = asked.Code },
                (known, factor) => AcceptAsync(context, invitation, known, new PersonProof(null, factor), factor is not null));
    }

    private async Task<InvitationRow?> FindAsync(string token) =>
        Token.IsWellFormed(TokenKind.Invitation, token) ? await invitations.FindAsync(Token.Hash(token)) : null;

    private async Task<CallerIdentity> MakeAsync(HttpContext context, InvitationRow invitation, string password)
    {
        if (password.Length < PasswordRules.Shortest)
            throw Faults.Of("password", $"must be at least {PasswordRules.Shortest} characters");
        PasswordRules.Check("password", password, invitation.Email);
        var user = new UserRow
        {
            Id = RecordId.New("usr"),
            Email = invitation.Email,
            Name = "",
            Password = await hasher.HashAsync(password),
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return await AcceptAsync(context, invitation, user, null, hasFactor: false) ?? throw PanelException.NotFound();
    }

    /// <summary>The caller from now on; <see langword="null"/> where the proof is no longer good.</summary>
    private async Task<CallerIdentity?> AcceptAsync(HttpContext context, InvitationRow invitation, UserRow user, PersonProof? proof, bool hasFactor)
    {
        var session = SessionStart.For(context, user.Id, invitation.WorkspaceId, time.GetUtcNow().ToUnixTimeMilliseconds());
        var caller = session.Caller(context, user.Email, Roles.Parse(invitation.Role), MemberScope.Parse(invitation.Scope)) with { HasFactor = hasFactor };
        var acceptance = new Acceptance { Invitation = invitation, User = user, Session = session.Row, Proof = proof };
        if (!await WriteAsync(acceptance, caller))
            return await WhyNotAsync(invitation, user);
        session.HandOver(context, device);
        return caller;
    }

    private async Task<bool> WriteAsync(Acceptance acceptance, CallerIdentity caller)
    {
        try
        {
            return await invitations.AcceptAsync(acceptance, caller.Audit("invitation.accept", "invitation", acceptance.Invitation.Id));
        }
        catch (RecordConflictException e) when (e.Constraint == "users_email")
        {
            throw new PanelException(PanelError.Conflict, "Somebody made an account with this address just now. Try again.");
        }
    }

    private async Task<CallerIdentity?> WhyNotAsync(InvitationRow invitation, UserRow user)
    {
        if (await members.PlaceAsync(user.Id, invitation.WorkspaceId) is not null)
            throw new PanelException(PanelError.AlreadyExists, "You are a member of this workspace already.");
        return await invitations.FindAsync(invitation.Hash) is null ? throw PanelException.NotFound() : null;
    }
}

internal sealed record Accept
{
    public string? Token { get; init; }

    public string? Password { get; init; }

    /// <summary>Second factor, for accounts that have one.</summary>
    public string? Code { get; init; }
}

internal sealed class AcceptValidator : AbstractValidator<Accept>
{
    private const int LongestToken = 200;

    public AcceptValidator()
    {
        RuleFor(body => body.Token).Secret(LongestToken);
        RuleFor(body => body.Password).MaximumLength(PasswordRules.Longest);
        RuleFor(body => body.Code).MaximumLength(SignInValidator.LongestCode);
    }
}
