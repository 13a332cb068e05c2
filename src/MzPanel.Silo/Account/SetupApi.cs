using FluentValidation;
using Microsoft.Extensions.Options;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>Set-up and sign-up: a person, a workspace of their own, signed in.</summary>
internal static class SetupApi
{
    public static void MapSetup(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/account/setup", SetUpAsync).SignsIn()
            .WithSummary("Set the installation up: its first owner, signed in").Produces<AccountView>(StatusCodes.Status201Created).Refuses(PanelError.SetupTokenInvalid, PanelError.Conflict, PanelError.AlreadyExists);
        v1.MapPost("/account/sign-up", SignUpAsync).SignsIn()
            .WithSummary("Make an account with a workspace of its own, signed in").Produces<AccountView>(StatusCodes.Status201Created).Refuses(PanelError.Forbidden, PanelError.AlreadyExists);
    }

    private static async Task<IResult> SetUpAsync(Body<SetUp> body, HttpContext context, AccountRecords accounts, SetupToken tokens, NewAccounts make)
    {
        if (await accounts.AnyAsync())
            throw AlreadySetUp();
        if (!await tokens.IsGoodAsync(body.Value.SetupToken!))
            // Somebody else may have been first since: the token is void then, but that is not what is wrong.
            throw await accounts.AnyAsync() ? AlreadySetUp() : new PanelException(PanelError.SetupTokenInvalid, "This is not the set-up token of this installation.");
        return await make.CreateAsync(context, body.Value, Protocol.Tokens.Token.Hash(body.Value.SetupToken!));
    }

    private static Task<IResult> SignUpAsync(Body<SignUp> body, HttpContext context, IOptions<AccessOptions> access, NewAccounts make) =>
        access.Value.OpenSignUp
            ? make.CreateAsync(context, body.Value, setupTokenHash: null)
            : throw new PanelException(PanelError.Forbidden, "This installation is not open for new accounts.");

    internal static PanelException AlreadySetUp() => new(PanelError.Conflict, "This installation is set up already.");
}

/// <summary>Makes accounts.</summary>
internal sealed class NewAccounts(
    AccountRecords accounts, AccountReader reader, PasswordHasher hasher, DeviceCookie device, ITierTerms tiers, TimeProvider time)
{
    public async Task<IResult> CreateAsync(HttpContext context, SignUp wanted, byte[]? setupTokenHash)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var user = new UserRow
        {
            Id = RecordId.New("usr"),
            Email = wanted.Email!.ToLowerInvariant(),
            Name = "",
            Password = await hasher.HashAsync(wanted.Password!),
            CreatedAt = now,
        };
        var session = SessionStart.For(context, user.Id, RecordId.New("wks"), now);
        var caller = session.Caller(context, user.Email, Role.Owner, MemberScope.All);
        var account = new NewAccount(user, wanted.WorkspaceName!, tiers.Default, session.Row);
        Refuse(setupTokenHash is null
            ? await accounts.SignUpAsync(account, caller.Audit("account.sign_up", "user", user.Id))
            : await accounts.SetUpAsync(account, setupTokenHash, caller.Audit("account.setup", "user", user.Id)));
        session.HandOver(context, device);
        var (view, version) = (await reader.ReadAsync(caller))!.Value;
        EntityTag.Set(context, version);
        return TypedResults.Created("/v1/account", view);
    }

    private static void Refuse(AccountOutcome outcome)
    {
        if (outcome == AccountOutcome.AlreadySetUp)
            throw SetupApi.AlreadySetUp();
        if (outcome == AccountOutcome.EmailTaken)
            throw new PanelException(PanelError.AlreadyExists, "Somebody has an account with this address.");
    }
}

internal record SignUp
{
    public string? Email { get; init; }

    public string? Password { get; init; }

    public string? WorkspaceName { get; init; }
}

internal sealed record SetUp : SignUp
{
    public string? SetupToken { get; init; }
}

internal abstract class NewAccountValidator<T> : AbstractValidator<T> where T : SignUp
{
    private const int LongestName = 100;

    protected NewAccountValidator()
    {
        RuleFor(body => body.Email).Email();
        RuleFor(body => body.Password).NewPassword(body => body.Email);
        RuleFor(body => body.WorkspaceName).Line(LongestName);
    }
}

internal sealed class SignUpValidator : NewAccountValidator<SignUp>;

internal sealed class SetUpValidator : NewAccountValidator<SetUp>
{
    private const int LongestToken = 200;

    public SetUpValidator() => RuleFor(body => body.SetupToken).Secret(LongestToken);
}
