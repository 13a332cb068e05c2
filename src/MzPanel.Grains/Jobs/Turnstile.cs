namespace MzPanel.Grains.Jobs;

/// <summary>
/// Lets one in at a time, first come, first served, each within a time limit. For one grain: on its scheduler nothing runs
/// beside it, so it needs no lock, and whoever waited goes on there.
/// </summary>
internal sealed class Turnstile(TimeSpan limit, TimeProvider time)
{
    private readonly LinkedList<TaskCompletionSource> line = [];
    private bool taken;

    /// <summary>Returns when it is the caller's turn, which lasts until <see cref="Leave"/>.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async Task EnterAsync()
    {
        if (!taken)
        {
            taken = true;
            return;
        }
        var place = line.AddLast(new TaskCompletionSource());
        try
        {
            await place.Value.Task.WaitAsync(limit, time);
        }
        catch (TimeoutException) when (place.List is null)
        {
            // The turn came while the exception was on its way.
        }
        catch (TimeoutException)
        {
            line.Remove(place);
            throw;
        }
    }

    /// <summary>The turn is over: the next in line has it.</summary>
    public void Leave()
    {
        if (line.First is not { } next)
        {
            taken = false;
            return;
        }
        line.RemoveFirst();
        next.Value.SetResult();
    }
}
