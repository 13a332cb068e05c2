namespace MzPanel.Testing;

/// <summary>A directory that goes with the test.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateDirectory(TempRoot.NewPath()).FullName;

    /// <summary>Removes what is in it.</summary>
    public void Empty()
    {
        Directory.Delete(Path, recursive: true);
        Directory.CreateDirectory(Path);
    }

    /// <inheritdoc/>
    public void Dispose() => TempRoot.Remove(Path);
}
