using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Arguments that several site kinds share.</summary>
public static partial class SiteArgs
{
    private const int MostAliases = 50;
    private const int LargestUploadMb = 10_240;

    /// <summary>Identifier that the control plane gave the site; names its files on the VPS.</summary>
    public static TextArg SiteId { get; } = new("site_id", "Identifier of the site.")
    {
        Required = true,
        MaxBytes = 64,
        Form = (Identifier(), "must be the identifier of a site"),
    };

    /// <summary>Further names of the site.</summary>
    public static ListArg Aliases { get; } = new("aliases", "Further domain names that it answers to.", DomainName.Arg("alias", "Domain name."), MostAliases);

    /// <summary>Which PHP it runs on.</summary>
    public static TextArg PhpVersion { get; } = new("php_version", "Version of PHP, such as 8.4; the newest installed one where absent.")
    {
        MaxBytes = 8,
        Form = (Php(), "must be a version of PHP such as 8.4"),
    };

    /// <summary>Where a proxy passes requests on to, without a path.</summary>
    public static TextArg Upstream { get; } = new("upstream", "Where requests are passed on to, such as http://127.0.0.1:3000.")
    {
        Form = (Origin(), "must be http:// or https://, a lower-case host and a port, such as http://127.0.0.1:3000"),
    };

    /// <summary>Largest upload.</summary>
    public static NumberArg UploadMb { get; } = new("upload_mb", "Largest upload in MiB, 64 where absent.", 1, LargestUploadMb);

    /// <summary>What a WordPress site is called at first.</summary>
    public static TextArg Title { get; } = new("title", "What the site is called at first, the domain where absent: letters, digits, spaces and .,!?&'()+-.")
    {
        MaxBytes = 200,
        Form = (Words(), "must begin with a letter or digit, and hold letters, digits, spaces and .,!?&'()+- only"),
    };

    /// <summary>Who administers a WordPress site at first.</summary>
    public static TextArg AdminUser { get; } = new("admin_user", "Name of the first administrator, admin where absent.")
    {
        MaxBytes = 60,
        Form = (UserName(), "must begin with a letter or digit, and hold letters, digits and ._@- only"),
    };

    /// <summary>Where WordPress writes to the first administrator.</summary>
    public static TextArg AdminEmail { get; } =
        EmailAddress.Arg("admin_email", "Address of the first administrator, for a lost password too; admin@ and the domain where absent.") with { MaxBytes = 100 };

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,!?&'()+-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Words();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex UserName();

    [GeneratedRegex(@"^site_[A-Za-z0-9]+\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[5-9]\.[0-9]{1,2}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Php();

    [GeneratedRegex(
        @"^https?://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*|\[[0-9a-f:]{2,39}\])"
        + @"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?\z",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Origin();
}
