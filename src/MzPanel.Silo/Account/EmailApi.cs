using System.Text.Json.Serialization;
using FluentValidation;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Team;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;
using MzPanel.Silo.Mail;

namespace MzPanel.Silo.Account;

/// <summary>Another address, confirmed by a token that is sent to it. Without mail the link is shown once to who asked.</summary>
internal static class EmailApi
{
    private const string Subject = "user";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public static void MapEmail(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/account/email", AskAsync).Needs(Capability.Account)
            .WithSummary("Ask for another e-mail address; it counts once it is confirmed").Produces<EmailAsked>(StatusCodes.Status202Accepted);
        v1.MapPost("/account/email/confirm", ConfirmAsync).Needs(Capability.Anonymous).LimitsTries()
            .WithSummary("Confirm the new e-mail address").Produces(StatusCodes.Status204NoContent).Refuses(PanelError.AlreadyExists);
    }

    private static async Task<IResult> AskAsync(
        Body<ChangeEmail> body, CallerIdentity caller, UserRecords users, EmailChangeRecords changes, AuditRecords audit, SignInDoor door, EmailPost post,
        TimeProvider time, Idempotency idempotency)
    {
        var user = await users.FindAsync(caller.UserId) ?? throw CallerIdentity.Unknown();
        var entry = caller.Audit("account.email", Subject, user.Id);
        if (!await door.ProveAsync(user, body.Value.CurrentPassword!))
        {
            await audit.AddAsync(entry with { Outcome = "failed" });
            throw WrongPassword();
        }
        var (token, email, until) = (Token.Create(TokenKind.Setup), body.Value.Email!.ToLowerInvariant(), time.GetUtcNow() + Life);
        var change = new EmailChange(Token.Hash(token), user.Id, email, until.ToUnixTimeMilliseconds());
        var kept = idempotency.Commit(StatusCodes.Status202Accepted, new EmailAsked(email, ApiTime.Of(change.ExpiresAt), post.Begins, null, null));
        return await changes.AddAsync(change, user.Password, entry, kept) switch
        {
            Effect.Done => TypedResults.Json(await post.SendAsync(change, token), statusCode: StatusCodes.Status202Accepted),
            Effect.KeyTaken => throw new KeyTakenException(),
            _ => throw WrongPassword(),
        };
    }

    private static async Task<IResult> ConfirmAsync(
        Body<ConfirmEmail> body, HttpContext context, UserRecords users, EmailChangeRecords changes, EmailPost post, Idempotency idempotency)
    {
        var hash = Token.Hash(body.Value.Token!);
        if (!Token.IsWellFormed(TokenKind.Setup, body.Value.Token) || await changes.FindAsync(hash) is not { } change
            || await users.FindAsync(change.UserId) is not { } user || await users.HomeAsync(user.Id) is not { } home)
            throw WrongLink();
        var audit = new AuditEntry
        {
            WorkspaceId = home.WorkspaceId,
            Actor = new AuditActor(Subject, user.Id, user.Email),
            Action = "account.email_confirm",
            Subject = (Subject, user.Id),
            RequestId = context.TraceIdentifier,
            Address = ClientAddress.Of(context),
        };
        switch (await WriteAsync(changes, hash, audit, idempotency.Commit(StatusCodes.Status204NoContent)))
        {
            case Effect.KeyTaken:
                throw new KeyTakenException();
            case Effect.Missed:
                throw WrongLink();
        }
        post.TellOldAddress(user.Email);
        return TypedResults.NoContent();
    }

    private static async Task<Effect> WriteAsync(EmailChangeRecords changes, byte[] hash, AuditEntry audit, IdempotencyCommit? kept)
    {
        try
        {
            return await changes.ConfirmAsync(hash, audit, kept);
        }
        catch (RecordConflictException e) when (e.Constraint == "users_email")
        {
            throw new PanelException(PanelError.AlreadyExists, "Somebody has an account with this address.");
        }
    }

    private static PanelException WrongPassword() => Faults.Of("current_password", "is not the current password");

    private static PanelException WrongLink() => Faults.Of("token", "is unknown, used or expired");
}

/// <summary>Letters about an address that changes.</summary>
internal sealed class EmailPost(Mailer mailer, MailQueue queue, PublicUrl url)
{
    /// <summary>What is known of a link before it is brought.</summary>
    public string Begins => mailer.IsOn ? LinkDelivery.Pending : LinkDelivery.Shown;

    /// <summary>
    /// The answer to who asked. A link that no mail took is shown only where there is no mail at all: with mail it is to prove
    /// that the new address is theirs.
    /// </summary>
    public async Task<EmailAsked> SendAsync(EmailChange change, string token)
    {
        var link = $"{url.Text}/email#token={token}";
        if (!mailer.IsOn)
            return new(change.Email, ApiTime.Of(change.ExpiresAt), LinkDelivery.Shown, token, link);
        var letter = new Letter(LetterKind.EmailConfirmation, change.Email, "Confirm your address on MzPanel",
            $"""
            Somebody, most likely you, wants to use this address on MzPanel.

            To confirm, open this link within an hour:

            {link}

            If you do not know why, you can leave this mail alone.
            """);
        var delivery = await mailer.SendAsync(letter) ? LinkDelivery.Sent : LinkDelivery.Failed;
        return new(change.Email, ApiTime.Of(change.ExpiresAt), delivery, null, null);
    }

    /// <summary>So that a change that is not theirs does not go unnoticed.</summary>
    public void TellOldAddress(string email) => queue.Post(() => Task.FromResult<Letter?>(new(LetterKind.EmailChanged, email, "Your address on MzPanel has changed",
        "Your account on MzPanel has another address now, and this one no longer signs in. If that was not you, tell the owner of your workspace.")));
}

internal sealed record EmailAsked(
    string Email, DateTimeOffset ExpiresAt, string Delivery,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Token,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Url);

internal sealed record ChangeEmail
{
    public string? Email { get; init; }

    public string? CurrentPassword { get; init; }
}

internal sealed class ChangeEmailValidator : AbstractValidator<ChangeEmail>
{
    public ChangeEmailValidator()
    {
        RuleFor(body => body.Email).Email();
        RuleFor(body => body.CurrentPassword).Secret(PasswordRules.Longest);
    }
}

internal sealed record ConfirmEmail
{
    public string? Token { get; init; }
}

internal sealed class ConfirmEmailValidator : AbstractValidator<ConfirmEmail>
{
    private const int LongestToken = 200;

    public ConfirmEmailValidator() => RuleFor(body => body.Token).Secret(LongestToken);
}
