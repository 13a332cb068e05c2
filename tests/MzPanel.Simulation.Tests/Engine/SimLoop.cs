namespace MzPanel.Simulation.Tests.Engine;

/// <summary>
/// Simulated time and the order of all turns, on one thread: which lane runs next is drawn from the seed, time moves only when
/// nobody has anything to do.
/// </summary>
internal sealed class SimLoop(int seed)
{
    private const int MostTurns = 400_000;
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly List<Lane> ready = [];
    private readonly List<Lane> frozen = [];
    private readonly PriorityQueue<Alarm, (long At, long Order)> alarms = new();
    private volatile Exception? fault;
    private long order;
    private long turns;

    public Dice Dice { get; } = new(seed);

    /// <summary>Context in which nothing flows.</summary>
    public ExecutionContext Nobody { get; } = ExecutionContext.Capture()!;

    /// <summary>Simulated ms since the beginning.</summary>
    public long Now { get; private set; }

    public Alarm After(long ms, Action act)
    {
        CheckThread();
        var alarm = new Alarm(act);
        alarms.Enqueue(alarm, (Now + Math.Max(0, ms), order++));
        return alarm;
    }

    /// <summary>Completes after that time.</summary>
    public Task DelayAsync(long ms)
    {
        var over = new TaskCompletionSource();
        After(ms, over.SetResult);
        return over.Task;
    }

    public void Run(long ms)
    {
        var end = Now + ms;
        while (true)
        {
            while (Turn())
                Check();
            if (!alarms.TryPeek(out var alarm, out var when) || when.At > end)
                break;
            alarms.Dequeue();
            Now = when.At;
            alarm.Ring();
            Check();
        }
        Now = end;
    }

    public void Ready(Lane lane)
    {
        if (lane.Waits)
            return;
        lane.Waits = true;
        ready.Add(lane);
    }

    public void Thaw(Node node)
    {
        foreach (var lane in frozen.Where(l => l.Node == node))
            ready.Add(lane);
        frozen.RemoveAll(l => l.Node == node);
    }

    /// <summary>Work that left this thread would run in an order that no seed repeats.</summary>
    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != thread)
            throw (fault ??= new InvalidOperationException("Something left the simulation's thread: " + Environment.StackTrace));
    }

    /// <summary>Nobody was there to catch it.</summary>
    public void Fault(Exception unhandled) => fault ??= unhandled;

    private void Check()
    {
        if (turns++ > MostTurns)
            Fault(new TimeoutException($"More than {MostTurns} turns: something goes round in circles."));
        if (fault is { } unhandled)
            throw new SimFaultException(unhandled);
    }

    private bool Turn()
    {
        while (ready.Count > 0)
        {
            var pick = Dice.Next(ready.Count);
            var lane = ready[pick];
            if (lane.Node.Dead || lane.IsEmpty)
            {
                lane.Forget();
                lane.Waits = false;
                TakeOut(pick);
            }
            else if (lane.Node.Frozen)
            {
                frozen.Add(lane);
                TakeOut(pick);
            }
            else
            {
                lane.RunOne();
                return true;
            }
        }
        return false;
    }

    private void TakeOut(int at)
    {
        ready[at] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
    }
}
