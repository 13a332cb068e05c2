namespace MzPanel.Testing;

/// <summary>A directory that goes with the test.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("mzpanel-test-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
