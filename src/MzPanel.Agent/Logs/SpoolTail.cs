namespace MzPanel.Agent.Logs;

/// <summary>The end of a command's spool.</summary>
internal static class SpoolTail
{
    /// <summary>Number of the last whole line, 0 where there is none.</summary>
    public static long LastSeq(string directory)
    {
        if (SpoolSegment.List(directory) is not [.., var last])
            return 0;
        var bytes = Read(last.Path);
        var seq = last.First;
        for (var at = 0; SpoolLine.TryRead(bytes.AsSpan(at), seq, out var line); at += line.Bytes)
            seq++;
        return seq - 1;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }
}
