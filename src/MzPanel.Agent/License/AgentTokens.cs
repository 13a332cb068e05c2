using MzPanel.Agent.Config;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Agent.License;

/// <summary>
/// The agent token and its rotation. Of the tokens that came over one connection the control plane takes two, and the agent cannot
/// know which: what it acknowledged counts only if that arrived, and the latest only if none was made after it. So it keeps all.
/// </summary>
internal static class AgentTokens
{
    // One that is not acknowledged is made anew with the next connection, so none is lost by not being taken.
    private const int MostUntried = 4;

    /// <summary>Tokens worth trying, the newest first.</summary>
    public static IReadOnlyList<string> Candidates(AgentConfig config) =>
        config.PreviousToken is { } previous ? [config.AgentToken, .. config.UntriedTokens ?? [], previous] : [config.AgentToken];

    /// <summary>Keeps a new token, durable when this returns; false where it is none, or one too many.</summary>
    public static bool Take(ConfigStore config, string token)
    {
        if (!Token.IsWellFormed(TokenKind.Agent, token) || config.Current.UntriedTokens?.Count >= MostUntried)
            return false;
        config.Update(c => c.AgentToken == token ? c : With(c, token));
        return true;
    }

    /// <summary>A token has authenticated: the others are of no more use.</summary>
    public static void Worked(ConfigStore config, string token)
    {
        if (config.Current.PreviousToken is not null)
            config.Update(c => c with { AgentToken = token, PreviousToken = null, UntriedTokens = null });
    }

    private static AgentConfig With(AgentConfig config, string token) => config.PreviousToken is null
        ? config with { AgentToken = token, PreviousToken = config.AgentToken }
        : config with { AgentToken = token, UntriedTokens = [config.AgentToken, .. config.UntriedTokens ?? []] };
}
