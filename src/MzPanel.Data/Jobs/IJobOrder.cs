namespace MzPanel.Data.Jobs;

/// <summary>What is to be asked of servers later, and in whose name: by a schedule, or by a rollout.</summary>
public interface IJobOrder
{
    /// <summary>Of the schedule or the rollout.</summary>
    string Id { get; }

    /// <summary>Workspace of its servers.</summary>
    string WorkspaceId { get; }

    /// <summary>Command kind.</summary>
    string Kind { get; }

    /// <summary>Arguments as a JSON object, secret values as <c>null</c>.</summary>
    string Args { get; }

    /// <summary>The whole arguments under the master key, where they hold secrets.</summary>
    byte[]? SealedArgs { get; }

    /// <summary>Run timeout of each job, seconds; that of the kind where there is none.</summary>
    int? TimeoutS { get; }

    /// <summary>How long each job may wait for its turn, seconds; the usual time where there is none.</summary>
    int? QueueTtlS { get; }

    /// <summary>Who asks: a user.</summary>
    string UserId { get; }

    /// <summary>The token of the user that asks, where no person did.</summary>
    string? TokenId { get; }

    /// <summary>What people call who asks.</summary>
    string CallerName { get; }
}
