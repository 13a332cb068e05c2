namespace MzPanel.Silo.Audit;

/// <summary>
/// The checkpoints beside the database, one compact JWS a line: whoever cuts the tail of an audit off in the database cannot
/// take it back here. Appended to only; what a crash cut short is no line. Silos may share one: who writes keeps the others out.
/// </summary>
internal sealed class CheckpointFile(string path)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LongestLine = 4096;
    private readonly Lock gate = new();

    /// <summary>Its lines, from the first.</summary>
    public IEnumerable<string> Read()
    {
        if (!File.Exists(path))
            return [];
        return File.ReadLines(path).Where(line => line.Length is > 0 and < LongestLine);
    }

    /// <summary>Appends them, durably.</summary>
    /// <exception cref="IOException">Another silo writes, or there is no room.</exception>
    public void Append(IReadOnlyCollection<string> lines)
    {
        lock (gate)
        {
            using var file = Open();
            using var writer = new StreamWriter(file);
            // Whoever wrote before may have been cut off in a line, which must not swallow the next one.
            writer.WriteLine();
            foreach (var line in lines)
                writer.WriteLine(line);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        return new FileStream(path, options);
    }
}
