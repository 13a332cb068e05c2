namespace MzPanel.Agent.Enrollment;

/// <summary>A failure that another try may heal; <paramref name="after"/> is the least time to wait.</summary>
internal sealed class PassingFault(string message, TimeSpan after = default, Exception? cause = null) : Exception(message, cause)
{
    public TimeSpan After => after;
}

/// <summary>A few tries with full jitter over a doubling window.</summary>
internal sealed class Retry(TimeProvider time, Random random)
{
    private const int Tries = 5;
    private static readonly TimeSpan FirstWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancelled)
    {
        for (var window = FirstWindow; ; window *= 2)
        {
            try
            {
                return await attempt(cancelled);
            }
            catch (PassingFault fault) when (window < FirstWindow * Math.Pow(2, Tries - 1))
            {
                await Task.Delay(Wait(window, fault.After), time, cancelled);
            }
            catch (PassingFault fault)
            {
                throw new AgentException(ExitCode.Failed, $"{fault.Message} (tried {Tries} times)", fault);
            }
        }
    }

    private TimeSpan Wait(TimeSpan window, TimeSpan atLeast)
    {
        var wait = atLeast + window * random.NextDouble();
        return wait < LongestWait ? wait : LongestWait;
    }
}
