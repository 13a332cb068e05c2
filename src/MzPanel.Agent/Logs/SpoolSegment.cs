using System.Globalization;

namespace MzPanel.Agent.Logs;

/// <summary>A file of the spool, named by the number of its first line. A number missing between two files is a gap.</summary>
internal sealed record SpoolSegment(string Path, long First, long Length, DateTime WrittenAt)
{
    private const string Extension = ".lines";

    public static string PathOf(string directory, long first) =>
        System.IO.Path.Combine(directory, first.ToString("D19", CultureInfo.InvariantCulture) + Extension);

    /// <summary>The segments of a command, first lines first.</summary>
    public static IReadOnlyList<SpoolSegment> List(string directory)
    {
        if (!Directory.Exists(directory))
            return [];
        return [.. new DirectoryInfo(directory).EnumerateFiles("*" + Extension).Select(Of).OfType<SpoolSegment>().OrderBy(s => s.First)];
    }

    public void Delete() => File.Delete(Path);

    private static SpoolSegment? Of(FileInfo file)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(file.Name);
        // A segment may be deleted by the other process while the list is made: it then has no length.
        return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && file.Exists
            ? new SpoolSegment(file.FullName, first, LengthOf(file), file.LastWriteTimeUtc) : null;
    }

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
