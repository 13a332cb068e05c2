using MzPanel.Protocol.License;

namespace MzPanel.Protocol.Agents;

/// <summary>First message of a connection; every member may be absent (agent-protocol.md, section 4).</summary>
public sealed record Hello
{
    /// <summary>Version of the agent program.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Name the VPS gives itself.</summary>
    public string? Hostname { get; init; }

    /// <summary><c>ID</c> of <c>/etc/os-release</c>.</summary>
    public string? Os { get; init; }

    /// <summary><c>VERSION_ID</c> of <c>/etc/os-release</c>.</summary>
    public string? OsVersion { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c>.</summary>
    public string? Arch { get; init; }

    /// <summary>Kernel release.</summary>
    public string? Kernel { get; init; }

    /// <summary>Changes with every boot of the VPS.</summary>
    public string? BootId { get; init; }

    /// <summary>Random id of the agent's journal; another one means a re-imaged VPS.</summary>
    public string? JournalId { get; init; }

    /// <summary>Last epoch the agent was welcomed with.</summary>
    public long? LastEpoch { get; init; }

    /// <summary>Promises of <see cref="AgentFeature"/>.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Command kinds the agent runs; none named means any.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Commands the agent still answers for.</summary>
    public IReadOnlyList<HelloJob>? Jobs { get; init; }

    /// <summary>Public key to which credentials for this VPS are sealed.</summary>
    public Jwk? SealKey { get; init; }
}

/// <summary>A command in <c>hello.jobs</c>.</summary>
public sealed record HelloJob
{
    /// <summary>Command id.</summary>
    public required string Ref { get; init; }

    /// <summary><see cref="Running"/> or <see cref="Done"/>.</summary>
    public required string State { get; init; }

    /// <summary>Number of the last line written so far.</summary>
    public long LastSeq { get; init; }

    /// <summary>The command runs.</summary>
    public const string Running = "running";

    /// <summary>The command ended; its <c>job_done</c> or lines are not acknowledged yet.</summary>
    public const string Done = "done";
}
