using MzPanel.Agent.Config;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Agent.License;

/// <summary>The agent token and its rotation: the old one is kept until the new one has authenticated.</summary>
internal static class AgentTokens
{
    /// <summary>Tokens worth trying, the newest first.</summary>
    public static IReadOnlyList<string> Candidates(AgentConfig config) =>
        config.PreviousToken is { } previous ? [config.AgentToken, previous] : [config.AgentToken];

    /// <summary>Keeps a new token, durable when this returns; false where it is none.</summary>
    public static bool Take(ConfigStore config, string token)
    {
        if (!Token.IsWellFormed(TokenKind.Agent, token))
            return false;
        // The old one is that which has authenticated this very connection, whatever other tokens came since.
        config.Update(c => c.AgentToken == token ? c : c with { AgentToken = token, PreviousToken = c.PreviousToken ?? c.AgentToken });
        return true;
    }

    /// <summary>A token has authenticated: the other one is of no more use.</summary>
    public static void Worked(ConfigStore config, string token)
    {
        if (config.Current.PreviousToken is not null)
            config.Update(c => c with { AgentToken = token, PreviousToken = null });
    }
}
