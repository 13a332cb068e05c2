using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Installs a version of PHP.</summary>
public static partial class PhpInstall
{
    private const int MostExtensions = 50;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("php.install", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Installs a version of PHP for sites, from the archives that the VPS knows, beside those that are there. site.update then has a site run on it.", ArgsSchema.Mutating(
            SiteArgs.PhpVersion with { Name = "version", Description = "Version of PHP, such as 8.4.", Required = true },
            new ListArg("extensions", "Extensions beside those that PHP always has, such as gd; mysql where absent.",
                new TextArg("extension", "Name of an extension.") { MaxBytes = 40, Form = (Extension(), "must be the name of an extension: lower-case letters and digits") }, MostExtensions)))
    {
        Changes = "The packages phpVERSION-fpm, phpVERSION-cli and those of the extensions are installed, with what they need; nothing is removed.",
        Undone = "Not undone: packages that are done stay; the next run finishes what was interrupted (dpkg --configure) before it goes on.",
    };

    [GeneratedRegex(@"^[a-z][a-z0-9]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Extension();
}
