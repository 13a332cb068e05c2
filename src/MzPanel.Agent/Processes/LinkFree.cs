namespace MzPanel.Agent.Processes;

/// <summary>A view of the files of this thread's own, in which no link within some folders is followed: whoever owns them can lead nobody elsewhere.</summary>
internal static class LinkFree
{
    private const int OwnMounts = 0x20000;
    private const nuint Remount = 0x20;
    private const nuint NoLinks = 0x100;
    private const nuint Bind = 0x1000;
    private const nuint Recursive = 0x4000;
    private const nuint Private = 0x40000;

    /// <summary>Begins it, for this thread and what it becomes.</summary>
    /// <exception cref="IOException">The kernel does not let us, as in some containers.</exception>
    public static void Enter(IEnumerable<string> folders)
    {
        Check(Libc.Unshare(OwnMounts), "no mounts of our own");
        Check(Libc.Mount("none", "/", null, Recursive | Private, 0), "the mounts are shared");
        foreach (var folder in folders)
        {
            Check(Libc.Mount(folder, folder, null, Bind | Recursive, 0), folder);
            Check(Libc.Mount(null, folder, null, Remount | Bind | NoLinks, 0), folder);
        }
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
            throw Libc.Failure(what);
    }
}
