namespace MzPanel.Protocol.Commands;

/// <summary>
/// One kind of command, defined once for both ends: the silo checks arguments before it queues, the agent before it runs
/// (commands.md). How it is run is the agent's file of the same name.
/// </summary>
/// <param name="Name"><c>area.verb</c>.</param>
/// <param name="Lane">What may run beside it.</param>
/// <param name="Idempotent">Whether a second run is harmless, so that a further attempt may be made after <c>lost</c>.</param>
/// <param name="Capability">Who may ask for it: <see cref="Run"/> or <see cref="Shell"/>.</param>
/// <param name="TimeoutS">Default run timeout in seconds.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Args">Shape of its arguments.</param>
public sealed record CommandKind(
    string Name, Lane Lane, bool Idempotent, string Capability, int TimeoutS, string Description, ArgsSchema Args)
{
    /// <summary>Capability to run any job on a server in scope.</summary>
    public const string Run = "run";

    /// <summary>Capability of the free shell.</summary>
    public const string Shell = "shell";
}
