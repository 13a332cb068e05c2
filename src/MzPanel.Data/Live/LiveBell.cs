namespace MzPanel.Data.Live;

/// <summary>
/// Rings in this process when a workspace has something new for its live streams. It only wakes: what is missed here is found
/// in <see cref="LiveRecords"/>.
/// </summary>
public sealed class LiveBell
{
    private volatile Action<string>? answer;

    /// <summary>Who hears it, given the workspace; must not throw nor wait.</summary>
    public void Answer(Action<string>? heard) => answer = heard;

    internal void Ring(string workspaceId) => answer?.Invoke(workspaceId);
}
