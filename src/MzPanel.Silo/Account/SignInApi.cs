using FluentValidation;
using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>In and out.</summary>
internal static class SignInApi
{
    public static void MapSignIn(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/account/sign-in", SignInAsync).SignsIn()
            .WithSummary("Sign in").Produces<AccountView>().Refuses(PanelError.BadCredentials, PanelError.MfaRequired);
        v1.MapPost("/account/sign-out", SignOutAsync).Needs(Capability.Account).LeadsToFactor()
            .WithSummary("Sign out").Produces(StatusCodes.Status204NoContent).Refuses(PanelError.Conflict);
    }

    private static async Task<IResult> SignInAsync(Body<SignIn> body, HttpContext context, SignInDoor door, AccountReader reader)
    {
        var caller = await door.EnterAsync(context, body.Value);
        if (await reader.ReadAsync(caller) is not { } account)
            throw SignInDoor.Refusal();
        EntityTag.Set(context, account.Version);
        return TypedResults.Ok(account.View);
    }

    private static async Task<IResult> SignOutAsync(CallerIdentity caller, HttpContext context, UserSessionRecords sessions, Idempotency idempotency)
    {
        var session = caller.SessionId ?? throw new PanelException(PanelError.Conflict, "A program is not signed in; revoke its token instead.");
        var audit = caller.Audit("account.sign_out", "session", session);
        if (await sessions.EndAsync(caller.UserId, session, audit, idempotency.Commit(StatusCodes.Status204NoContent)) == Effect.KeyTaken)
            throw new KeyTakenException();
        SessionCookie.Clear(context.Response);
        return TypedResults.NoContent();
    }
}

internal sealed record SignIn
{
    public string? Email { get; init; }

    public string? Password { get; init; }

    /// <summary>Second factor, for accounts that have one.</summary>
    public string? Code { get; init; }
}

internal sealed class SignInValidator : AbstractValidator<SignIn>
{
    public const int LongestCode = 64;

    public SignInValidator()
    {
        RuleFor(body => body.Email).Email();
        RuleFor(body => body.Password).Secret(PasswordRules.Longest);
        RuleFor(body => body.Code).MaximumLength(LongestCode);
    }
}
