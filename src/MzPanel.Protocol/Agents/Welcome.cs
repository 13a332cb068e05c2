namespace MzPanel.Protocol.Agents;

/// <summary>Answer to <c>hello</c> (agent-protocol.md, section 4).</summary>
public sealed record Welcome
{
    /// <summary>Id of the server this agent is.</summary>
    public required string ServerId { get; init; }

    /// <summary>Number of this connection; older ones change nothing any more.</summary>
    public required long Epoch { get; init; }

    /// <summary>Seconds between heartbeats.</summary>
    public required int HeartbeatS { get; init; }

    /// <summary>Compact JWS, type <c>mz-license+jwt</c>.</summary>
    public required string License { get; init; }

    /// <summary>Compact JWS over <c>{current, next}</c>, type <c>mz-keys+jwt</c>.</summary>
    public required string Keys { get; init; }

    /// <summary>Limits the agent keeps.</summary>
    public required WelcomeLimits Limits { get; init; }

    /// <summary>What to do with each command of <c>hello.jobs</c>.</summary>
    public required IReadOnlyList<Resume> Resume { get; init; }

    /// <summary>Control plane's clock, unix ms: expiry is judged against it, not against the VPS's clock.</summary>
    public required long ServerTime { get; init; }
}

/// <summary>Limits in <c>welcome</c>, bytes.</summary>
public sealed record WelcomeLimits
{
    /// <summary>Largest message.</summary>
    public required int MessageBytes { get; init; }

    /// <summary>Unacknowledged log text in flight.</summary>
    public required int LogWindowBytes { get; init; }
}

/// <summary>Verdict about one command.</summary>
public sealed record Resume
{
    /// <summary>Command id.</summary>
    public required string Ref { get; init; }

    /// <summary>Last line that is durable.</summary>
    public required long AckedSeq { get; init; }

    /// <summary><see cref="Continue"/>, <see cref="Stop"/> or <see cref="Forget"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Go on from the line after <see cref="AckedSeq"/>.</summary>
    public const string Continue = "continue";

    /// <summary>Cancel it, then report.</summary>
    public const string Stop = "stop";

    /// <summary>Terminal here: drop it.</summary>
    public const string Forget = "forget";
}
