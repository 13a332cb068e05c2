using MzPanel.Data.Idempotency;
using MzPanel.Data.Rollouts;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Rollouts;

/// <summary>How many rollouts a workspace may have open: each is looked at by every silo, again and again.</summary>
internal static class RolloutLimit
{
    /// <summary>Refuses what was not made.</summary>
    public static void Check(Effect made)
    {
        if (made == Effect.KeyTaken)
            throw new KeyTakenException();
        if (made == Effect.Missed)
            throw Reached();
    }

    public static PanelException Reached() =>
        new(PanelError.Conflict, $"A workspace has at most {RolloutRecords.MostOpen} rollouts running or paused. Wait for some to end, or cancel them.");
}
