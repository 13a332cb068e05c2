using MzPanel.Data.Jobs;
using MzPanel.Grains.Refusals;

namespace MzPanel.Grains.Jobs;

/// <summary>Why a job was not made, as the caller hears it.</summary>
public static class JobRefusals
{
    private const int QueueRetryS = 30;

    /// <summary>The refusal that an outcome is.</summary>
    public static PanelException Of(CreateOutcome outcome, int maxQueued, int? siteQuota) => outcome switch
    {
        CreateOutcome.ServerGone => PanelException.NotFound(),
        CreateOutcome.SiteGone => new(PanelError.Conflict, "The site is not there any more."),
        CreateOutcome.SiteQuota => new(PanelError.QuotaExceeded, $"Your tier allows {siteQuota} sites."),
        CreateOutcome.DomainTaken => new(PanelError.AlreadyExists, "Another site of this server has that domain or one of the aliases."),
        CreateOutcome.SiteLeaving => new(PanelError.Conflict, "The site is being removed."),
        CreateOutcome.SiteChanged => new(PanelError.PreconditionFailed, "This has changed since it was read."),
        _ => new(PanelError.QueueFull, $"The server has {maxQueued} jobs waiting. Wait for some to end, or cancel them.", retryAfterS: QueueRetryS),
    };
}
