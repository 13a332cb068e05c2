using System.Text.Json;

namespace MzPanel.Protocol.Jobs;

/// <summary>Run this; the envelope's id is the command id (agent-protocol.md, section 4).</summary>
public sealed record Cmd
{
    /// <summary>The job this command is an attempt of.</summary>
    public required string JobId { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Attempt { get; init; }

    /// <summary>Epoch under which the command was offered.</summary>
    public required long Epoch { get; init; }

    /// <summary>Command kind, see commands.md.</summary>
    public required string Kind { get; init; }

    /// <summary>An object of at most 16 KiB serialised.</summary>
    public required JsonElement Args { get; init; }

    /// <summary>Run timeout, by the agent's monotonic clock.</summary>
    public required int TimeoutS { get; init; }

    /// <summary>Unix ms; a command that comes later is refused with <c>expired</c>.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Compact JWS over <see cref="CmdClaims"/>, type <c>mz-cmd+jwt</c>.</summary>
    public required string Jws { get; init; }
}

/// <summary>Claims of <see cref="Cmd.Jws"/>: what a <c>signed_cmd</c> agent goes by.</summary>
public sealed record CmdClaims
{
    /// <summary>The only server that may run it.</summary>
    public required string ServerId { get; init; }

    /// <summary>Command id.</summary>
    public required string CmdId { get; init; }

    /// <summary>Job id.</summary>
    public required string JobId { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Attempt { get; init; }

    /// <summary>Command kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Arguments.</summary>
    public required JsonElement Args { get; init; }

    /// <summary>Run timeout.</summary>
    public required int TimeoutS { get; init; }

    /// <summary>Expiry in unix seconds.</summary>
    public required long Exp { get; init; }
}
