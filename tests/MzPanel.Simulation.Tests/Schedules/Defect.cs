using MzPanel.Data;
using Orleans.Serialization.Invocation;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>
/// A defect planted in the composition: the product stays as it is, one of its parts does wrong. This one does nothing.
/// </summary>
internal class Defect
{
    public static Defect None { get; } = new();

    /// <summary>Commands that are known start again when they come again.</summary>
    public bool ForgetsCommands { get; init; }

    /// <summary>The journal says that it is on disk, and is not.</summary>
    public bool NeverSyncsJournal { get; init; }

    /// <summary>The socket acknowledges lines and results before they are durable.</summary>
    public bool AcksEarly { get; init; }

    /// <summary>The socket tells nobody that its agent lives.</summary>
    public bool HearsNoHeartbeats { get; init; }

    /// <summary>The front end takes a failed submission for an accepted one.</summary>
    public bool SaysYes { get; init; }

    /// <summary>What becomes of a statement on its way into the records; <see langword="null"/>: it is left out.</summary>
    public virtual Statement? Write(Statement statement) => statement;

    /// <summary>What becomes of a question to the records.</summary>
    public virtual string Read(string sql) => sql;

    /// <summary>An answer instead of the grain's, or <see langword="null"/>; may change the request.</summary>
    public virtual Response? Meddle(World world, GrainId grain, IInvokable request) => null;
}
