using System.Diagnostics.Metrics;
using MzPanel.Data.Servers;
using Orleans.Placement;

namespace MzPanel.Grains.Servers;

[GrainType("brake"), PreferLocalPlacement]
internal sealed class SweepBrakeGrain(ServerRecords servers, TimeProvider time, IMeterFactory meters) : Grain, ISweepBrakeGrain
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Counter<long> braked = meters.Create("MzPanel").CreateCounter<long>("mzpanel.sweep.braked");
    private DateTimeOffset until;
    private int left;
    private bool said;

    public async Task<BrakeReply> TryPass()
    {
        if (time.GetUtcNow() >= until)
        {
            left = SweepBrake.PerMinute(await servers.CountAllAsync());
            (until, said) = (time.GetUtcNow() + Minute, false);
        }
        if (left-- > 0)
            return BrakeReply.Pass;
        braked.Add(1);
        var first = !said;
        said = true;
        return first ? BrakeReply.WaitAndSay : BrakeReply.Wait;
    }
}
