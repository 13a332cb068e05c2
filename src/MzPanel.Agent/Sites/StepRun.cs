using MzPanel.Agent.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Sites;

/// <summary>Takes steps in turn; where one fails, those before it are undone, the last one first.</summary>
internal sealed class StepRun(ILogSink log, TimeProvider time)
{
    // A command that is stopped has ten seconds; programs that hang must not eat up the time for the other steps.
    private static readonly TimeSpan UndoLimit = TimeSpan.FromSeconds(8);

    /// <summary>Takes them, or says what they are.</summary>
    public Task TakeAsync(IEnumerable<Step> steps, bool dryRun, CancellationToken cancelled)
    {
        if (!dryRun)
            return RunAsync(steps, cancelled);
        Describe(steps);
        return Task.CompletedTask;
    }

    public void Describe(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
            log.Write(LogLine.Stdout, "Would " + step.Says);
    }

    public async Task RunAsync(IEnumerable<Step> steps, CancellationToken cancelled)
    {
        var taken = new Stack<Step>();
        try
        {
            foreach (var step in steps)
            {
                cancelled.ThrowIfCancellationRequested();
                log.Write(LogLine.Stdout, char.ToUpperInvariant(step.Says[0]) + step.Says[1..]);
                taken.Push(step);
                await step.Do(cancelled);
            }
        }
        catch (Exception e)
        {
            var left = await UndoAsync(taken);
            if (e is OperationCanceledException && left.Count == 0)
                throw;
            throw Told(e, left);
        }
    }

    private async Task<List<string>> UndoAsync(Stack<Step> taken)
    {
        using var limit = new CancellationTokenSource(UndoLimit, time);
        var left = new List<string>();
        foreach (var step in taken.Where(s => s.Undo is not null))
        {
            log.Write(LogLine.Stdout, "Undoing: " + step.Says);
            try
            {
                await step.Undo!(limit.Token);
            }
            catch (Exception e)
            {
                log.Write(LogLine.Stderr, $"Not undone: {step.Says}: {e.Message}");
                left.Add(step.Says);
            }
        }
        return left;
    }

    private static SiteException Told(Exception e, List<string> left)
    {
        var (code, message) = e is SiteException site ? (site.Code, site.Message) : ("failed", e.Message);
        return new SiteException(code, left.Count == 0
            ? message + " The VPS is as it was before."
            : $"{message} What could not be undone: {string.Join("; ", left)}. Running this again mends it.");
    }
}
