using MzPanel.Data.Backups;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>Backups that leave their server are not of every tier.</summary>
internal sealed class OffsiteTier(ITierGate tiers)
{
    /// <summary>Refuses where one of these types of destinations is not open to the caller's workspace.</summary>
    public void Require(CallerIdentity caller, params IEnumerable<string> types)
    {
        if (types.Any(type => type != DestinationType.Local) && !tiers.Opens(caller.Tier, TierFeature.OffsiteBackup))
            throw new PanelException(PanelError.TierLocked, $"The tier of this workspace does not have {TierFeature.OffsiteBackup}: backups stay on their server.");
    }
}
