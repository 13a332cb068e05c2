namespace MzPanel.Silo.Agents;

/// <summary>
/// The end of a silo as its agents see it: no new ones, a <c>goaway</c> that spreads their return, a close, and their last frames
/// worked off while the grains still run. Without it Kestrel holds open sockets until the shutdown limit and then resets them.
/// </summary>
internal sealed class AgentDrain(
    Admission admission, AgentGateway gateway, AgentContext context, IHostApplicationLifetime life) : IHostedLifecycleService
{
    public const string Reason = "The silo restarts.";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private CancellationTokenRegistration early;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Not ready and closed to newcomers from the first moment of the signal, before the host begins to stop its services.
        early = life.ApplicationStopping.Register(admission.Drain);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        admission.Drain();
        var leaving = gateway.Leave();
        foreach (var connection in leaving)
            connection.SendAway(Reason);
        await Task.WhenAll(leaving.Select(c => c.Ended)).WaitAsync(Limit, context.Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (leaving.Count > 0)
            context.Log.Drained(leaving.Count);
        await early.DisposeAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
