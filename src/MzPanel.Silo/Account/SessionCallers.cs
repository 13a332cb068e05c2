using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>Callers by what they show: where <c>Authorization</c> is present it alone decides (rest-api.md, section 1).</summary>
internal sealed class Callers(SessionCallers sessions, TokenCallers tokens) : ICallerSource
{
    public ValueTask<CallerIdentity?> FindAsync(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0 ? tokens.FindAsync(context) : sessions.FindAsync(context);
}

/// <summary>Callers by session cookie, from the records at each request: what was ended a moment ago, on whatever silo, is over here.</summary>
internal sealed class SessionCallers(UserSessionRecords sessions, TimeProvider time, ILogger<SessionCallers> log) : ICallerSource
{
    private const long TouchMs = 60_000;

    public async ValueTask<CallerIdentity?> FindAsync(HttpContext context)
    {
        if (SessionCookie.Read(context.Request) is not { } cookie)
            return null;
        if (await sessions.FindAsync(SessionCookie.Hash(cookie)) is not { } found)
            return null;
        await TouchAsync(found);
        return Identity(found, context);
    }

    private static CallerIdentity Identity(SignedIn found, HttpContext context) => new()
    {
        UserId = found.UserId,
        SessionId = found.SessionId,
        Name = found.Email,
        WorkspaceId = found.WorkspaceId,
        Role = Roles.Parse(found.Role),
        Scope = MemberScope.Parse(found.Scope),
        Tier = found.Tier,
        HasFactor = found.Factors > 0,
        Address = ClientAddress.Of(context),
        RequestId = context.TraceIdentifier,
    };

    private async Task TouchAsync(SignedIn found)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - found.LastSeenAt < TouchMs)
            return;
        try
        {
            await sessions.TouchAsync(found.SessionId, now);
        }
        catch (StorageException e)
        {
            // A full disk must not make reading impossible.
            log.SessionWasNotTouched(e, found.SessionId);
        }
    }
}
