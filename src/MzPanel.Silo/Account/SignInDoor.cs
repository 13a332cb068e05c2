using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>
/// Proves a password. Known and unknown users get the same answer after the same work, and the same waits.
/// </summary>
internal sealed class SignInDoor(
    UserRecords users, UserSessionRecords sessions, PasswordHasher hasher, SignInBackoff backoff, DeviceCookie device, TimeProvider time,
    ILogger<SignInDoor> log)
{
    public static PanelException Refusal() => new(PanelError.BadCredentials, "E-mail address or password are not right.");

    /// <summary>Starts a session, or refuses.</summary>
    public async Task<CallerIdentity> EnterAsync(HttpContext context, string email, string password)
    {
        var user = await users.FindByEmailAsync(email);
        var proved = await ProveAsync(password, user?.Password, Keys(context, email, user));
        if (!proved || await users.HomeAsync(user!.Id) is not { } home)
            throw Refusal();
        var session = SessionStart.For(context, user.Id, home.WorkspaceId, time.GetUtcNow().ToUnixTimeMilliseconds());
        var caller = session.Caller(context, user.Email, Roles.Parse(home.Role), MemberScope.Parse(home.Scope));
        if (!await sessions.StartAsync(session.Row, user.Password, caller.Audit("account.sign_in", "session", session.Row.Id)))
            throw Refusal();
        session.HandOver(context, device);
        await RehashAsync(user, password);
        return caller;
    }

    /// <summary>Whether it is the password, at the price of a try.</summary>
    public async Task<bool> ProveAsync(string password, string? phc, params IReadOnlyList<BackoffKey> keys)
    {
        if (backoff.Enter(keys) is { } wait)
            throw new PanelException(PanelError.RateLimited, "Too many tries.", retryAfterS: (int)Math.Ceiling(wait.TotalSeconds));
        try
        {
            var right = await hasher.VerifyAsync(password, phc);
            if (right)
                backoff.Succeeded(keys);
            return right;
        }
        catch (PanelException)
        {
            backoff.Withdrew(keys);
            throw;
        }
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
