namespace MzPanel.Protocol.Tokens;

/// <summary>Prefixes of MzPanel's tokens (agent-protocol.md, section 1).</summary>
public static class TokenKind
{
    /// <summary>Install token: registers one server.</summary>
    public const string Install = "mzp_ins_";

    /// <summary>Agent token: connects one server.</summary>
    public const string Agent = "mzp_agt_";

    /// <summary>API token of a program.</summary>
    public const string Api = "mzp_api_";

    /// <summary>Invitation to a workspace.</summary>
    public const string Invitation = "mzp_inv_";

    /// <summary>First-run set-up and password reset.</summary>
    public const string Setup = "mzp_set_";
}
