namespace MzPanel.Protocol;

/// <summary>Discriminators of the envelope (agent-protocol.md, section 4).</summary>
public static class MessageType
{
    /// <summary>agent → control plane: first message of a connection.</summary>
    public const string Hello = "hello";

    /// <summary>agent → control plane: metrics snapshot.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>agent → control plane: a command was taken or refused.</summary>
    public const string CmdAck = "cmd_ack";

    /// <summary>agent → control plane: lines of output, or a gap.</summary>
    public const string Log = "log";

    /// <summary>agent → control plane: a command ended.</summary>
    public const string JobDone = "job_done";

    /// <summary>agent → control plane: something happened out of band.</summary>
    public const string Event = "event";

    /// <summary>both ways: a message is durable.</summary>
    public const string Ack = "ack";

    /// <summary>control plane → agent: answer to <c>hello</c>.</summary>
    public const string Welcome = "welcome";

    /// <summary>control plane → agent: run this.</summary>
    public const string Cmd = "cmd";

    /// <summary>control plane → agent: stop a command.</summary>
    public const string Cancel = "cancel";

    /// <summary>control plane → agent: lines are durable.</summary>
    public const string LogAck = "log_ack";

    /// <summary>control plane → agent: the silo drains.</summary>
    public const string GoAway = "goaway";

    /// <summary>control plane → agent: a new agent token.</summary>
    public const string TokenRotate = "token_rotate";

    /// <summary>control plane → agent: signing keys changed.</summary>
    public const string Keys = "keys";

    /// <summary>both ways: a message was not understood.</summary>
    public const string Error = "error";
}
