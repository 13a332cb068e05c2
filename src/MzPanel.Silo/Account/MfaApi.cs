using System.Text.Json.Serialization;
using FluentValidation;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>The second factor: begun, confirmed by a code of it, taken away by a code of it or the password.</summary>
internal static class MfaApi
{
    private const string Subject = "user";

    public static void MapMfa(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/account/mfa/totp", BeginAsync).Needs(Capability.Account).LeadsToFactor()
            .WithSummary("Begin a second factor").Produces<TotpView>().Refuses(PanelError.Conflict);
        v1.MapPost("/account/mfa/totp/confirm", ConfirmAsync).Needs(Capability.Account).LeadsToFactor()
            .WithSummary("Confirm the second factor by a code of it").Produces<RecoveryCodesView>().Refuses(PanelError.Conflict);
        v1.MapDelete("/account/mfa/totp", RemoveAsync).Needs(Capability.Account)
            .WithSummary("Take the second factor away").Produces(StatusCodes.Status204NoContent).Refuses(PanelError.NotFound);
    }

    private static async Task<IResult> BeginAsync(CallerIdentity caller, UserRecords users, FactorRecords factors, SecondFactor second, Idempotency idempotency)
    {
        var user = await users.FindAsync(caller.UserId) ?? throw CallerIdentity.Unknown();
        var (row, secret, uri) = second.Begin(user.Id, user.Email);
        var kept = idempotency.Commit(StatusCodes.Status200OK, new TotpView(null, null));
        return await factors.BeginAsync(row, caller.Audit("account.mfa_begin", Subject, user.Id), kept) switch
        {
            Effect.Done => TypedResults.Ok(new TotpView(uri, secret)),
            Effect.KeyTaken => throw new KeyTakenException(),
            _ => throw InForce(),
        };
    }

    private static async Task<IResult> ConfirmAsync(
        Body<ConfirmTotp> body, CallerIdentity caller, FactorRecords factors, SecondFactor second, Idempotency idempotency)
    {
        if (await factors.FindAsync(caller.UserId) is not { } factor)
            throw new PanelException(PanelError.Conflict, "Begin with POST /v1/account/mfa/totp.");
        if (factor.IsInForce)
            throw InForce();
        if (second.Step(factor, body.Value.Code!) is not { } step)
            throw WrongCode();
        var codes = SecondFactor.NewRecoveryCodes();
        var kept = idempotency.Commit(StatusCodes.Status200OK, new RecoveryCodesView(null));
        var audit = caller.Audit("account.mfa_confirm", Subject, caller.UserId);
        return await factors.ConfirmAsync(factor, step, [.. codes.Select(SecondFactor.RecoveryHash)], audit, kept) switch
        {
            Effect.Done => TypedResults.Ok(new RecoveryCodesView(codes)),
            Effect.KeyTaken => throw new KeyTakenException(),
            _ => throw InForce(),
        };
    }

    private static async Task<IResult> RemoveAsync(
        Body<RemoveTotp> body, CallerIdentity caller, HttpContext context, UserRecords users, FactorRecords factors, AuditRecords records, SignInDoor door)
    {
        EntityTag.CheckNone(context);
        var user = await users.FindAsync(caller.UserId) ?? throw CallerIdentity.Unknown();
        if (await factors.FindAsync(user.Id) is not { IsInForce: true } factor)
            throw PanelException.NotFound();
        var audit = caller.Audit("account.mfa_remove", Subject, user.Id);
        if (await door.RemoveFactorAsync(user, factor, body.Value, audit))
            return TypedResults.NoContent();
        await records.AddAsync(audit with { Outcome = "failed" });
        throw body.Value.Code is null ? Faults.Of("current_password", "is not the current password") : WrongCode();
    }

    private static PanelException InForce() => new(PanelError.Conflict, "A second factor is in force; take it away first.");

    private static PanelException WrongCode() => Faults.Of("code", "is not a code of this second factor, or was used before");
}

/// <summary>What an authenticator needs; shown once.</summary>
internal sealed record TotpView(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? OtpauthUri,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Secret);

/// <summary>Each stands in for a code once; shown once.</summary>
internal sealed record RecoveryCodesView([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<string>? RecoveryCodes);

internal sealed record ConfirmTotp
{
    public string? Code { get; init; }
}

internal sealed class ConfirmTotpValidator : AbstractValidator<ConfirmTotp>
{
    public ConfirmTotpValidator() => RuleFor(body => body.Code).Secret(SignInValidator.LongestCode);
}

internal sealed record RemoveTotp
{
    /// <summary>A code of the factor, or a recovery code.</summary>
    public string? Code { get; init; }

    /// <summary>Or the password.</summary>
    public string? CurrentPassword { get; init; }
}

internal sealed class RemoveTotpValidator : AbstractValidator<RemoveTotp>
{
    public RemoveTotpValidator()
    {
        RuleFor(body => body.Code).Secret(SignInValidator.LongestCode).When(body => body.CurrentPassword is null || body.Code is not null);
        RuleFor(body => body.CurrentPassword).Secret(PasswordRules.Longest).When(body => body.CurrentPassword is not null);
        RuleFor(body => body.Code).Null().When(body => body.CurrentPassword is not null).WithMessage("is one proof, and current_password another: send one");
    }
}
