namespace MzPanel.Simulation.Tests.Engine;

/// <summary>
/// What runs one turn after the other, first in first out: an activation, a socket, a client. The loop decides which lane has
/// the next turn. A lane of a dead node forgets its turns.
/// </summary>
internal sealed class Lane(Node node) : TaskScheduler
{
    private readonly Queue<Task> turns = new();

    public Node Node => node;

    /// <summary>The lane whose turn it is.</summary>
    public static Lane? Running => Current as Lane;

    public bool IsEmpty => turns.Count == 0;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether the loop has it among those that wait for a turn.</summary>
    public bool Waits { get; set; }

    /// <summary>Begins something here; what it throws fails the schedule.</summary>
    public void Run(Func<Task> work) => _ = Task.Factory.StartNew(() => ObserveAsync(work), CancellationToken.None, TaskCreationOptions.None, this);

    public void Post(Action work) => Run(() =>
    {
        work();
        return Task.CompletedTask;
    });

    public void RunOne() => TryExecuteTask(turns.Dequeue());

    public void Forget() => turns.Clear();

    protected override void QueueTask(Task task)
    {
        node.Loop.CheckThread();
        if (node.Dead)
            return;
        turns.Enqueue(task);
        node.Loop.Ready(this);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => turns;

    private async Task ObserveAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            node.Loop.Fault(e);
        }
    }
}
