namespace MzPanel.Protocol.Agents;

/// <summary>Optional behaviour an agent promises in <c>hello.features</c> (agent-protocol.md, section 4).</summary>
public static class AgentFeature
{
    /// <summary>Accepted commands are on disk before they start and are recognised by id after a restart.</summary>
    public const string Journal = "journal";

    /// <summary>Lines stay on disk until a <c>log_ack</c> covers them.</summary>
    public const string LogAck = "log_ack";

    /// <summary>Honours <c>cancel</c>.</summary>
    public const string Cancel = "cancel";

    /// <summary>Runs only what the signature says.</summary>
    public const string SignedCommand = "signed_cmd";
}
