using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites.WordPress;

/// <summary>The program itself, out of Debian's package. A site gets a copy: what it may change must not be another's.</summary>
internal sealed class WordPressFiles(AgentRoot root)
{
    private const string Package = "wordpress";

    // Those that Debian's package points at its own places with.
    private static readonly string[] NotCopied = [".htaccess", "wp-config.php"];

    private string Source => root.SystemPath("/usr/share/wordpress");

    public void CheckInstalled()
    {
        if (!File.Exists(Source + "/wp-load.php"))
            throw SiteException.Missing("WordPress", Package);
        if (!Directory.Exists(Themes) || Directory.GetDirectories(Themes).Length == 0)
            throw SiteException.Missing("A theme of WordPress", "wordpress-theme-twentytwentythree, or the one of your release");
    }

    private string Themes => Source + "/wp-content/themes";

    /// <summary>Files behind links are copied too: the package shares them with others, and PHP may not leave the site's directory.</summary>
    public void CopyTo(string directory)
    {
        Copy(Source, directory);
        DirectorySync.FlushAll(directory);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from).Where(f => !NotCopied.Contains(Path.GetFileName(f))))
        {
            var copy = Path.Combine(to, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, SystemFile.Readable);
        }
        foreach (var inner in Directory.GetDirectories(from))
        {
            var copy = Path.Combine(to, Path.GetFileName(inner));
            SystemFile.MakeDirectory(copy, SystemFile.ReadableDirectory);
            Copy(inner, copy);
        }
    }
}
