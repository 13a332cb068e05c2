using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Grains.Account;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>
/// Lets people in who prove a password, and the second factor where they have one. Known and unknown users get the same answer
/// after the same work, and the same waits.
/// </summary>
internal sealed class SignInDoor(
    UserRecords users, UserSessionRecords sessions, FactorRecords factors, SecondFactor second, PasswordHasher hasher, Guesses guesses,
    DeviceCookie device, TimeProvider time, ILogger<SignInDoor> log)
{
    public static PanelException Refusal() => new(PanelError.BadCredentials, "E-mail address, password or code are not right.");

    /// <summary>Starts a session where the person is at home, or refuses.</summary>
    public Task<CallerIdentity> EnterAsync(HttpContext context, SignIn asked) =>
        EnterAsync(context, asked, (user, proof) => StartAsync(context, user, proof));

    /// <summary>Lets a person in who proves to be one; what begins then takes the proof along, or comes to nothing.</summary>
    public async Task<CallerIdentity> EnterAsync(HttpContext context, SignIn asked, Func<UserRow, FactorProof?, Task<CallerIdentity?>> begin)
    {
        var email = asked.Email!.ToLowerInvariant();
        var user = await users.FindByEmailAsync(email);
        CallerIdentity? caller = null;
        await guesses.TryAsync(Keys(context, email, user), async () =>
            await hasher.VerifyAsync(asked.Password!, user?.Password) && (caller = await CheckFactorAsync(user!, asked.Code, begin)) is not null);
        if (caller is null)
            throw Refusal();
        await RehashAsync(user!, asked.Password!);
        return caller;
    }

    /// <summary>Whether it is the user's password, at the price of a try.</summary>
    public Task<bool> ProveAsync(UserRow user, string password) =>
        guesses.TryAsync([BackoffKey.Proof(user.Id)], () => hasher.VerifyAsync(password, user.Password));

    /// <summary>Takes the factor away for a right code or password, at the price of a try.</summary>
    public Task<bool> RemoveFactorAsync(UserRow user, FactorRow factor, RemoveTotp proof, AuditEntry audit) =>
        guesses.TryAsync([BackoffKey.Proof(user.Id)], async () => proof.Code is { } code
            ? second.Check(factor, code) is { } fits && await factors.RemoveAsync(user.Id, fits, audit)
            : await hasher.VerifyAsync(proof.CurrentPassword!, user.Password) && await factors.RemoveAsync(user.Id, user.Password, audit));

    private async Task<CallerIdentity?> CheckFactorAsync(UserRow user, string? code, Func<UserRow, FactorProof?, Task<CallerIdentity?>> begin)
    {
        if (await factors.FindAsync(user.Id) is not { IsInForce: true } factor)
            return await begin(user, null);
        if (string.IsNullOrEmpty(code))
            throw new PanelException(PanelError.MfaRequired, "Send the code of your second factor, or a recovery code, as well.");
        return second.Check(factor, code) is { } proof ? await begin(user, proof) : null;
    }

    /// <summary>Begins the session of somebody who has proved everything.</summary>
    private async Task<CallerIdentity?> StartAsync(HttpContext context, UserRow user, FactorProof? proof)
    {
        if (await users.HomeAsync(user.Id) is not { } home)
            return null;
        var session = SessionStart.For(context, user.Id, home.WorkspaceId, time.GetUtcNow().ToUnixTimeMilliseconds());
        var caller = session.Caller(context, user.Email, Roles.Parse(home.Role), MemberScope.Parse(home.Scope)) with { HasFactor = proof is not null };
        if (!await sessions.StartAsync(session.Row, user.Password, caller.Audit("account.sign_in", "session", session.Row.Id), proof))
            return null;
        session.HandOver(context, device);
        return caller;
    }

    private BackoffKey[] Keys(HttpContext context, string email, UserRow? user)
    {
        var network = ClientAddress.Network(context);
        return device.Read(context.Request, user?.Id) is { } known
            ? [BackoffKey.Device(known)]
            : [BackoffKey.Account(email), BackoffKey.Network(network), BackoffKey.Pair(email, network)];
    }

    private async Task RehashAsync(UserRow user, string password)
    {
        if (!hasher.IsStale(user.Password))
            return;
        try
        {
            await users.RehashAsync(user.Id, user.Password, await hasher.HashAsync(password));
        }
        catch (Exception e) when (e is StorageException or PanelException)
        {
            log.RehashFailed(e, user.Id);
        }
    }
}
