using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>One's signed-in browsers.</summary>
internal static class SessionsApi
{
    public static void MapSessions(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/account/sessions", ListAsync).Needs(Capability.Account)
            .WithSummary("Signed-in browsers of the caller").Produces<Page<SessionView>>();
        v1.MapDelete("/account/sessions/{id}", EndAsync).Needs(Capability.Account).Over(Subject.Session)
            .WithSummary("End a session").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(Query<PageQuery> query, CallerIdentity caller, UserSessionRecords sessions)
    {
        var (rows, next) = await sessions.ListAsync(caller.UserId, query.Value.Rows, query.Value.Cursor);
        return TypedResults.Ok(new Page<SessionView>([.. rows.Select(row => View(row, caller))], next));
    }

    private static async Task<IResult> EndAsync(string id, CallerIdentity caller, HttpContext context, UserSessionRecords sessions)
    {
        EntityTag.CheckNone(context);
        if (await sessions.EndAsync(caller.UserId, id, caller.Audit("account.session_end", "session", id)) == Effect.Missed)
            throw PanelException.NotFound();
        if (id == caller.SessionId)
            SessionCookie.Clear(context.Response);
        return TypedResults.NoContent();
    }

    private static SessionView View(SessionRow row, CallerIdentity caller) => new(
        row.Id, ApiTime.Of(row.CreatedAt), ApiTime.Of(row.LastSeenAt), ApiTime.Of(row.ExpiresAt), row.Address, row.UserAgent, row.Id == caller.SessionId);
}

internal sealed record SessionView(
    string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? Address, string? UserAgent, bool Current);
