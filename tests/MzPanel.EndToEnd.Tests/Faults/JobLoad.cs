namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Jobs at a steady rate over all agents in turn, until stopped; what is accepted is written down.</summary>
internal sealed class JobLoad(RoundRobinClient client, SimulatedFleet fleet, AcceptedJobs accepted, double perSecond) : IAsyncDisposable
{
    private readonly CancellationTokenSource enough = new();
    private readonly List<Task> calls = [];
    private Task running = Task.CompletedTask;

    public void Begin() => running = RunAsync();

    /// <summary>Asks for no more, and waits for the answers that are still to come.</summary>
    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await running;
        await Task.WhenAll(calls);
        enough.Dispose();
    }

    private async Task RunAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            calls.Add(SubmitAsync(number));
            var wait = TimeSpan.FromSeconds((number + 1) / perSecond) - TimeProvider.System.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, enough.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task SubmitAsync(int number)
    {
        var work = SimWork.Numbered(number);
        if (await client.JobAsync(fleet.Agents[number % fleet.Agents.Count].ServerId, work) is { } jobId)
            accepted.Add(jobId, work);
    }
}
