namespace MzPanel.Simulation.Tests.Engine;

/// <summary>Something to happen at a time, unless it is taken back.</summary>
internal sealed class Alarm(Action act) : IDisposable
{
    private Action? act = act;

    public void Dispose() => act = null;

    public void Ring() => act?.Invoke();
}
