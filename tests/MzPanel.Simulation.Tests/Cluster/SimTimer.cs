using MzPanel.Simulation.Tests.Engine;
using Orleans.Serialization.Invocation;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>A grain's timer: its tick waits its turn like a call, and the next period begins when the tick is over.</summary>
internal sealed class SimTimer(Activation grain, Func<CancellationToken, Task> callback, bool interleaves) : IGrainTimer
{
    private readonly SimLoop loop = grain.Silo.Loop;
    private Alarm? alarm;
    private TimeSpan period;
    private bool disposed;
    private bool ticking;

    public void Change(TimeSpan dueTime, TimeSpan newPeriod)
    {
        if (disposed)
            return;
        period = newPeriod;
        Arm(dueTime);
    }

    public void Dispose()
    {
        disposed = true;
        alarm?.Dispose();
    }

    private void Arm(TimeSpan due)
    {
        alarm?.Dispose();
        alarm = due == Timeout.InfiniteTimeSpan ? null : loop.After((long)due.TotalMilliseconds, Ring);
    }

    private void Ring()
    {
        alarm = null;
        if (disposed || ticking || grain.Gone || grain.Silo.Dead)
            return;
        ticking = true;
        grain.Take(new Call(grain.GrainId, grain.Silo, "tick", interleaves, TickAsync));
    }

    private async ValueTask<Response> TickAsync(Activation activation)
    {
        ticking = false;
        // Its activation went to sleep before the tick's turn came.
        if (disposed || activation != grain)
            return Response.Completed;
        try
        {
            await callback(CancellationToken.None);
        }
        finally
        {
            if (alarm is null && period > TimeSpan.Zero)
                Arm(period);
        }
        return Response.Completed;
    }
}
