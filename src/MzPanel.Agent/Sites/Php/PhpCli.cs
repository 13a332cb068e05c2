using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites.Php;

/// <summary>PHP on the command line, of one version.</summary>
internal static class PhpCli
{
    public static string Program(string version) => "php" + version;

    public static void CheckInstalled(string version)
    {
        if (!ProgramFinder.Has(Program(version)))
            throw SiteException.Missing(Program(version), Program(version) + "-cli");
    }

    /// <summary>Whether a program of PHP, which may also be that of a process manager, has an extension.</summary>
    public static async Task CheckExtensionAsync(CommandContext context, string program, string extension, string package, CancellationToken cancelled)
    {
        var (_, modules) = await context.CaptureAsync(new ProgramCall(program, ["-m"]), cancelled);
        if (!modules.Split('\n').Any(m => m.Trim() == extension))
            throw SiteException.Missing($"The extension {extension} of {program}", package);
    }
}
