namespace MzPanel.Silo.Schedules;

/// <summary>Several pieces of work a few at a time, of which one that fails leaves the others alone.</summary>
internal static class Apart
{
    private const int AtOnce = 8;

    public static Task EachAsync<T>(IEnumerable<T> all, Func<T, Task> work, Action<Exception, T> failed, CancellationToken stopping) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (one, _) =>
        {
            try
            {
                await work(one);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                failed(e, one);
            }
        });
}
