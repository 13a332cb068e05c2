using FluentValidation;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Grains.Account;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>The room: who one is, and how one gets in and out.</summary>
internal static class AccountApi
{
    private const int Tries = 5;

    public static void MapAccount(this IEndpointRouteBuilder v1)
    {
        v1.MapSetup();
        v1.MapSignIn();
        v1.MapPassword();
        v1.MapSessions();
        v1.MapMfa();
        v1.MapApiTokens();
        v1.MapWorkspace();
        v1.MapEmail();
        v1.MapGet("/account", ReadAsync).Needs(Capability.Account).LeadsToFactor()
            .WithSummary("The caller, the workspace and what it may have").Produces<AccountView>();
        v1.MapPatch("/account", ChangeAsync).Needs(Capability.Account)
            .WithSummary("Change what the caller is called").Produces<AccountView>().Refuses(PanelError.Conflict);
    }

    public static IServiceCollection AddAccount(this IServiceCollection services) => services
        .AddSingleton<UserRecords>().AddSingleton<UserSessionRecords>().AddSingleton<AccountRecords>()
        .AddSingleton<SetupTokenRecords>().AddSingleton<PasswordResetRecords>()
        .AddSingleton<FactorRecords>().AddSingleton<ApiTokenRecords>().AddSingleton<SecondFactor>()
        .AddSingleton<WorkspaceRecords>().AddSingleton<EmailChangeRecords>().AddSingleton<Dismissal>().AddSingleton<EmailPost>()
        .AddSingleton<Guesses>().AddSingleton<ISharedBackoff, ClusterBackoff>()
        .AddSingleton(new PasswordHasher(PasswordCost.Usual, Environment.ProcessorCount))
        .AddSingleton(provider => new SignInBackoff(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new DeviceCookie(provider.GetRequiredService<MasterKey>().Derive("device cookie")))
        .AddSingleton<SignInDoor>().AddSingleton<NewAccounts>().AddSingleton<AccountReader>()
        .AddSingleton<SetupToken>().AddSingleton<PasswordReset>()
        .AddSingleton<SessionCallers>().AddSingleton<TokenCallers>().AddSingleton<ICallerSource, Callers>()
        .AddSingleton<IValidator<SetUp>, SetUpValidator>().AddSingleton<IValidator<SignUp>, SignUpValidator>()
        .AddSingleton<IValidator<SignIn>, SignInValidator>().AddSingleton<IValidator<ChangePassword>, ChangePasswordValidator>()
        .AddSingleton<IValidator<AskReset>, AskResetValidator>().AddSingleton<IValidator<ConfirmReset>, ConfirmResetValidator>()
        .AddSingleton<IValidator<ChangeAccount>, ChangeAccountValidator>()
        .AddSingleton<IValidator<ConfirmTotp>, ConfirmTotpValidator>().AddSingleton<IValidator<RemoveTotp>, RemoveTotpValidator>()
        .AddSingleton<IValidator<NewApiToken>, NewApiTokenValidator>()
        .AddSingleton<IValidator<WorkspaceChange>, WorkspaceChangeValidator>().AddSingleton<IValidator<CloseWorkspace>, CloseWorkspaceValidator>()
        .AddSingleton<IValidator<TransferWorkspace>, TransferWorkspaceValidator>().AddSingleton<IValidator<SwitchWorkspace>, SwitchWorkspaceValidator>()
        .AddSingleton<IValidator<ChangeEmail>, ChangeEmailValidator>().AddSingleton<IValidator<ConfirmEmail>, ConfirmEmailValidator>()
        .AddHostedService<SetupAnnouncement>().AddHostedService<AccountSweep>();

    private static async Task<IResult> ReadAsync(CallerIdentity caller, HttpContext context, AccountReader reader)
    {
        var (view, version) = await reader.ReadAsync(caller) ?? throw CallerIdentity.Unknown();
        EntityTag.Set(context, version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> ChangeAsync(
        Body<ChangeAccount> body, CallerIdentity caller, HttpContext context, UserRecords users, AccountReader reader)
    {
        for (var i = 0; i < Tries; i++)
        {
            var user = await users.FindAsync(caller.UserId) ?? throw CallerIdentity.Unknown();
            if (EntityTag.IsAsked(context))
                EntityTag.Check(context, (await reader.ReadAsync(caller) ?? throw CallerIdentity.Unknown()).Version);
            if (await users.RenameAsync(user, body.Value.Name!, caller.Audit("account.change", "user", user.Id)))
                return await ReadAsync(caller, context, reader);
            if (EntityTag.IsAsked(context))
                throw EntityTag.Refusal();
        }
        throw new PanelException(PanelError.Conflict, "This account is being changed elsewhere at the same time.");
    }
}

internal sealed record ChangeAccount
{
    /// <summary>What the person is called.</summary>
    public string? Name { get; init; }
}

internal sealed class ChangeAccountValidator : AbstractValidator<ChangeAccount>
{
    private const int LongestName = 100;

    public ChangeAccountValidator() => RuleFor(body => body.Name).Line(LongestName);
}
