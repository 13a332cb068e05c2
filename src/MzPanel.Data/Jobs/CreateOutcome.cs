using MzPanel.Data.Audit;

namespace MzPanel.Data.Jobs;

/// <summary>What became of a new job.</summary>
public enum CreateOutcome
{
    /// <summary>It is in the records.</summary>
    Created,

    /// <summary>It is in the records, and with it its first offer.</summary>
    Offered,

    /// <summary>The queue of its server has no place.</summary>
    QueueFull,

    /// <summary>Its idempotency key holds an answer already.</summary>
    KeyTaken,

    /// <summary>Its server was deleted, or is none of that workspace.</summary>
    ServerGone,

    /// <summary>The workspace may have no further site.</summary>
    SiteQuota,

    /// <summary>Another site of the server answers to one of its names.</summary>
    DomainTaken,

    /// <summary>Its site is not there any more.</summary>
    SiteGone,

    /// <summary>Its site is being removed.</summary>
    SiteLeaving,

    /// <summary>Its site is of another version than the caller insists on.</summary>
    SiteChanged,
}

/// <summary>The first offer of a job that may start at once.</summary>
/// <param name="Job">The job as the offer leaves it.</param>
/// <param name="Audit">What to say about it.</param>
public sealed record FirstOffer(JobRow Job, AuditEntry Audit);
