namespace MzPanel.Data.Jobs;

/// <summary>What became of a new job.</summary>
public enum CreateOutcome
{
    /// <summary>It is in the records.</summary>
    Created,

    /// <summary>The queue of its server has no place.</summary>
    QueueFull,

    /// <summary>Its idempotency key holds an answer already.</summary>
    KeyTaken,

    /// <summary>Its server was deleted, or is none of that workspace.</summary>
    ServerGone,
}
