namespace MzPanel.Agent.Sites;

/// <summary>
/// One thing to do to a VPS, said before it is done. <paramref name="Undo"/> makes it as it was, also when the step came to
/// half of its way only; a step without one leaves nothing that matters.
/// </summary>
/// <param name="Says">In the infinitive: after "Would" it tells what a dry run leaves out.</param>
/// <param name="Do">What is done.</param>
/// <param name="Undo">How it is undone.</param>
internal sealed record Step(string Says, Func<CancellationToken, Task> Do, Func<CancellationToken, Task>? Undo = null)
{
    public static Step Of(string says, Action work, Action? undo = null) => new(says, _ => Run(work), undo is null ? null : _ => Run(undo));

    private static Task Run(Action work)
    {
        work();
        return Task.CompletedTask;
    }
}
