using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent link-free --in FOLDER … -- PROGRAM …</c>: becomes a program that follows no link within these folders; not for people.</summary>
internal static class LinkFreeVerb
{
    /// <summary>The command line that does so with this program, without its arguments.</summary>
    public static IEnumerable<string> Line(IEnumerable<string> folders) => ["link-free", "--in", .. folders, "--"];

    // All of it on this thread: the view is its own.
    public static Task<int> Become(string[] folders, string[] program)
    {
        try
        {
            LinkFree.Enter(folders);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"Links that somebody puts in the way from now on cannot be kept from being followed on this VPS: {e.Message}");
        }
        throw Exec.Into(program[0], program[1..]);
    }
}
