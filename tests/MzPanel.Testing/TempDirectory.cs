namespace MzPanel.Testing;

/// <summary>A directory that goes with the test.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(TempRoot.Path, "mzpanel-test-" + System.IO.Path.GetRandomFileName())).FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
