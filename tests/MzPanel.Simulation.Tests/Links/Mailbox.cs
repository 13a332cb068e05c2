namespace MzPanel.Simulation.Tests.Links;

/// <summary>What came and was not yet read, in order; ends once.</summary>
internal sealed class Mailbox<T> where T : class
{
    private readonly Queue<T> waiting = new();
    private TaskCompletionSource? news;
    private bool ended;

    public void Add(T item)
    {
        if (ended)
            return;
        waiting.Enqueue(item);
        news?.TrySetResult();
    }

    public void End()
    {
        ended = true;
        news?.TrySetResult();
    }

    /// <summary>The next one, or <see langword="null"/> at the end.</summary>
    public async Task<T?> NextAsync()
    {
        while (true)
        {
            if (waiting.TryDequeue(out var item))
                return item;
            if (ended)
                return null;
            news = new TaskCompletionSource();
            await news.Task;
        }
    }
}
