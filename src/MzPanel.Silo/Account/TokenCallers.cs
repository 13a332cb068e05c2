using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Account;

/// <summary>Callers by API token, from the records at each request: what was revoked a moment ago, on whatever silo, is over here.</summary>
internal sealed class TokenCallers(ApiTokenRecords tokens, TimeProvider time, ILogger<TokenCallers> log)
{
    private const string Scheme = "Bearer ";
    private const long TouchMs = 60_000;

    public async ValueTask<CallerIdentity?> FindAsync(HttpContext context)
    {
        // The checksum turns typos and guesses away before the records are asked.
        if (Read(context.Request) is not { } token || await tokens.FindAsync(Token.Hash(token)) is not { } found)
            return null;
        await TouchAsync(found);
        return new()
        {
            UserId = found.UserId,
            TokenId = found.TokenId,
            TokenScopes = found.Scopes.Split(' '),
            TokenExpiresAt = found.ExpiresAt,
            Name = found.Name,
            WorkspaceId = found.WorkspaceId,
            Role = Roles.Parse(found.Role),
            Scope = MemberScope.Parse(found.Scope),
            Tier = found.Tier,
            HasFactor = found.Factors > 0,
            Address = ClientAddress.Of(context),
            RequestId = context.TraceIdentifier,
        };
    }

    private static string? Read(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && value[Scheme.Length..] is var token && Token.IsWellFormed(TokenKind.Api, token) ? token : null;

    private async Task TouchAsync(TokenHolder found)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - found.LastUsedAt < TouchMs)
            return;
        try
        {
            await tokens.TouchAsync(found.TokenId, now);
        }
        catch (StorageException e)
        {
            log.TokenWasNotTouched(e, found.TokenId);
        }
    }
}
