namespace MzPanel.Protocol.Commands;

/// <summary>
/// One kind of command, defined once for both ends: the silo checks arguments before it queues, the agent before it runs
/// (commands.md). How it is run is the agent's file of the same name.
/// </summary>
/// <param name="Name"><c>area.verb</c>.</param>
/// <param name="Lane">What may run beside it.</param>
/// <param name="Idempotent">Whether a second run is harmless, so that a further attempt may be made after <c>lost</c>.</param>
/// <param name="Capability">Who may ask for it: <see cref="Run"/>, <see cref="Shell"/>, <see cref="ManageSites"/> or <see cref="UseSites"/>.</param>
/// <param name="TimeoutS">Run timeout in seconds of a job that names none.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Args">Shape of its arguments.</param>
public sealed record CommandKind(
    string Name, Lane Lane, bool Idempotent, string Capability, int TimeoutS, string Description, ArgsSchema Args)
{
    /// <summary>Capability to run any job on a server in scope.</summary>
    public const string Run = "run";

    /// <summary>Capability of the free shell.</summary>
    public const string Shell = "shell";

    /// <summary>Capability to create and delete sites.</summary>
    public const string ManageSites = "manage_sites";

    /// <summary>Capability to change a site in scope.</summary>
    public const string UseSites = "use_sites";

    /// <summary>Timeout of every kind that is asked for on the general route (rest-api.md, servers).</summary>
    public const int UsualTimeoutS = 3600;

    /// <summary>What is different on the VPS after it; <see langword="null"/> for a kind that only reads.</summary>
    public string? Changes { get; init; }

    /// <summary>What becomes of its changes when it fails half-way; <see langword="null"/> for a kind that only reads.</summary>
    public string? Undone { get; init; }
}
