using FluentValidation;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;
using MzPanel.Silo.Mail;

namespace MzPanel.Silo.Account;

/// <summary>Another password: by the old one, or by a one-time link.</summary>
internal static class PasswordApi
{
    public static void MapPassword(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/account/password", ChangeAsync).Needs(Capability.Account)
            .WithSummary("Change the password; ends the other sessions").Produces(StatusCodes.Status204NoContent);
        v1.MapPost("/account/password/reset", AskAsync).Needs(Capability.Anonymous).LimitsTries()
            .WithSummary("Ask for a link to set another password").Produces<Nothing>(StatusCodes.Status202Accepted);
        v1.MapPost("/account/password/reset/confirm", ConfirmAsync).Needs(Capability.Anonymous).LimitsTries()
            .WithSummary("Set another password by a link").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ChangeAsync(
        Body<ChangePassword> body, CallerIdentity caller, UserRecords users, AuditRecords audit, SignInDoor door, PasswordHasher hasher, Idempotency idempotency)
    {
        var user = await users.FindAsync(caller.UserId) ?? throw CallerIdentity.Unknown();
        if (!await door.ProveAsync(user, body.Value.CurrentPassword!))
        {
            await audit.AddAsync(caller.Audit("account.password", "user", user.Id) with { Outcome = "failed" });
            throw WrongPassword();
        }
        PasswordRules.Check("new_password", body.Value.NewPassword!, user.Email);
        var phc = await hasher.HashAsync(body.Value.NewPassword!);
        var effect = await users.ChangePasswordAsync(
            user, phc, caller.SessionId ?? "", caller.Audit("account.password", "user", user.Id), idempotency.Commit(StatusCodes.Status204NoContent));
        return effect switch
        {
            Effect.Done => TypedResults.NoContent(),
            Effect.KeyTaken => throw new KeyTakenException(),
            _ => throw WrongPassword(),
        };
    }

    /// <summary>Without mail there is nobody to hand a link to; the answer, and its time, are the same for every address.</summary>
    private static async Task<IResult> AskAsync(Body<AskReset> body, PasswordReset reset, MailQueue mails, Idempotency idempotency, IdempotencyRecords kept)
    {
        if (idempotency.Commit(StatusCodes.Status202Accepted, new Nothing()) is { } commit)
            await kept.KeepAsync(commit);
        mails.Post(() => reset.WriteAsync(body.Value.Email!));
        return TypedResults.Json(new Nothing(), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ConfirmAsync(
        Body<ConfirmReset> body, HttpContext context, UserRecords users, PasswordResetRecords resets, PasswordHasher hasher, Idempotency idempotency)
    {
        var hash = Token.Hash(body.Value.Token!);
        if (!Token.IsWellFormed(TokenKind.Setup, body.Value.Token) || await resets.FindAsync(hash) is not { } user)
            throw WrongLink();
        PasswordRules.Check("new_password", body.Value.NewPassword!, user.Email);
        var phc = await hasher.HashAsync(body.Value.NewPassword!);
        var audit = new AuditEntry
        {
            WorkspaceId = (await users.HomeAsync(user.Id) ?? throw WrongLink()).WorkspaceId,
            Actor = new AuditActor("user", user.Id, user.Email),
            Action = "account.password_reset",
            Subject = ("user", user.Id),
            RequestId = context.TraceIdentifier,
            Address = ClientAddress.Of(context),
        };
        return await resets.RedeemAsync(hash, phc, audit, idempotency.Commit(StatusCodes.Status204NoContent)) switch
        {
            Effect.Done => TypedResults.NoContent(),
            Effect.KeyTaken => throw new KeyTakenException(),
            _ => throw WrongLink(),
        };
    }

    private static PanelException WrongPassword() => Faults.Of("current_password", "is not the current password");

    private static PanelException WrongLink() => Faults.Of("token", "is unknown, used or expired");
}

internal sealed record ChangePassword
{
    public string? CurrentPassword { get; init; }

    public string? NewPassword { get; init; }
}

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(body => body.CurrentPassword).Secret(PasswordRules.Longest);
        RuleFor(body => body.NewPassword).NewPassword();
    }
}

internal sealed record AskReset
{
    public string? Email { get; init; }
}

internal sealed class AskResetValidator : AbstractValidator<AskReset>
{
    public AskResetValidator() => RuleFor(body => body.Email).Email();
}

internal sealed record ConfirmReset
{
    public string? Token { get; init; }

    public string? NewPassword { get; init; }
}

internal sealed class ConfirmResetValidator : AbstractValidator<ConfirmReset>
{
    private const int LongestToken = 200;

    public ConfirmResetValidator()
    {
        RuleFor(body => body.Token).Secret(LongestToken);
        RuleFor(body => body.NewPassword).NewPassword();
    }
}
