using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>A session about to begin: its row, and the cookie that goes to the browser once the row is there.</summary>
internal sealed record SessionStart(SessionRow Row, string Cookie)
{
    private const int LongestAgent = 300;

    public static SessionStart For(HttpContext context, string userId, string workspaceId, long now)
    {
        var cookie = SessionCookie.NewValue();
        return new(new SessionRow
        {
            Id = RecordId.New("ses"),
            Hash = SessionCookie.Hash(cookie),
            UserId = userId,
            WorkspaceId = workspaceId,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + UserSessionRecords.LifeMs,
            Address = ClientAddress.Of(context),
            UserAgent = Agent(context.Request),
        }, cookie);
    }

    /// <summary>Gives the browser its cookies.</summary>
    public void HandOver(HttpContext context, DeviceCookie device)
    {
        SessionCookie.Set(context.Response, Cookie, TimeSpan.FromMilliseconds(UserSessionRecords.LifeMs));
        if (device.Read(context.Request, Row.UserId) is null)
            device.Set(context.Response, Row.UserId);
    }

    /// <summary>Who the session belongs to, before any request came with it.</summary>
    public CallerIdentity Caller(HttpContext context, string email, Role role, MemberScope scope) => new()
    {
        UserId = Row.UserId,
        SessionId = Row.Id,
        Name = email,
        WorkspaceId = Row.WorkspaceId,
        Role = role,
        Scope = scope,
        Address = ClientAddress.Of(context),
        RequestId = context.TraceIdentifier,
    };

    private static string? Agent(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return agent.Length == 0 ? null : agent[..Math.Min(agent.Length, LongestAgent)];
    }
}
