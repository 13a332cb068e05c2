namespace MzPanel.Bench.Beside;

/// <summary>A connection that sends heartbeats for next to nothing.</summary>
internal interface IBeater : IAsyncDisposable
{
    ValueTask BeatAsync();

    /// <summary>Waits until the server has read all that it sent.</summary>
    Task ReadUpAsync();
}
