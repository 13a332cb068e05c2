namespace MzPanel.Bench;

/// <summary>What a database takes for one small row and nothing else.</summary>
internal interface IFloor : IAsyncDisposable
{
    string What { get; }

    /// <summary>Milliseconds that one commit took.</summary>
    Task<double> CommitAsync();

    /// <summary>Commits a second of so many clients at once.</summary>
    Task<double> RateAsync(int clients, TimeSpan span);
}
