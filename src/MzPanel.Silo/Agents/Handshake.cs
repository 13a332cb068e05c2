using Microsoft.Extensions.Primitives;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Silo.Agents;

/// <summary>What is refused before the upgrade (agent-protocol.md, section 2), cheapest question first.</summary>
internal static class Handshake
{
    private const string Scheme = "Bearer ";
    private const string TokenFamily = "mzp_";

    /// <summary>The agent token of a request that may become a connection.</summary>
    public static string TokenOf(HttpContext context)
    {
        var request = context.Request;
        // A browser names its origin or brings a cookie; an agent does neither (cross-site WebSocket hijacking).
        if (request.Headers.ContainsKey("Origin") || request.Headers.ContainsKey("Cookie"))
            throw new PanelException(PanelError.OriginNotAllowed, "Agents connect here, not browsers.");
        if (!context.WebSockets.IsWebSocketRequest)
            throw new PanelException(PanelError.UpgradeRequired, "This address speaks WebSocket.");
        // A token in the address would stand in every log on the way: it counts as leaked and is not looked at.
        if (request.Query.Any(IsToken) || Bearer(request.Headers.Authorization) is not { } token)
            throw InvalidToken();
        return token;
    }

    public static PanelException InvalidToken() =>
        new(PanelError.AgentTokenInvalid, "The agent token is missing, malformed, unknown or revoked.");

    private static bool IsToken(KeyValuePair<string, StringValues> parameter) =>
        parameter.Key.Contains("token", StringComparison.OrdinalIgnoreCase)
        || parameter.Value.Any(v => v?.StartsWith(TokenFamily, StringComparison.Ordinal) == true);

    private static string? Bearer(string? header) =>
        header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
        && header[Scheme.Length..].Trim() is var token && Token.IsWellFormed(TokenKind.Agent, token) ? token : null;
}
