namespace MzPanel.Testing;

/// <summary>A directory that goes with the test.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateDirectory(TempRoot.NewPath()).FullName;

    /// <inheritdoc/>
    public void Dispose() => TempRoot.Remove(Path);
}
