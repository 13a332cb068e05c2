namespace MzPanel.Data.Enrollment;

/// <summary>What became of an operation on a server's tokens.</summary>
public enum TokenOutcome
{
    /// <summary>Done and durable.</summary>
    Done,

    /// <summary>A rotation is under way already.</summary>
    UnderWay,

    /// <summary>A request with the same idempotency key was first.</summary>
    KeyTaken,

    /// <summary>The server is deleted or was never there.</summary>
    ServerGone,
}
