using System.Text.Json;
using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Arguments that the kinds of backups share.</summary>
public static partial class BackupArgs
{
    /// <summary>Files, and dumps of all databases.</summary>
    public const string Full = "full";

    /// <summary>Dumps of databases.</summary>
    public const string Database = "database";

    /// <summary>Engine of a database.</summary>
    public const string MariaDb = "mariadb";

    /// <summary>Engine of a database.</summary>
    public const string PostgreSql = "postgresql";

    /// <summary>A restore to where the files came from.</summary>
    public const string InPlace = "in_place";

    private const int LongestPath = 1024;
    private const int MostPaths = 100;
    private const int MostKept = 10_000;
    private const int LastPort = 65_535;

    /// <summary>Whose snapshots it is about.</summary>
    public static TextArg PlanId { get; } = Id("plan_id", "Identifier of the plan; its snapshots carry it as a tag.") with { Required = true };

    /// <summary>A snapshot in the repository.</summary>
    public static TextArg Snapshot { get; } = new("snapshot", "Identifier of the snapshot in the repository.")
    {
        Required = true,
        MaxBytes = 64,
        Form = (Hexadecimal(), "must be the identifier of a snapshot: 8 to 64 hexadecimal digits"),
    };

    /// <summary>What is kept.</summary>
    public static ObjectArg Retention { get; } = new("retention", "How many snapshots of the plan are kept, older ones being removed; all of them where nothing is named.",
        new NumberArg("last", "The newest.", 0, MostKept), new NumberArg("daily", "The last one of so many days.", 0, MostKept),
        new NumberArg("weekly", "The last one of so many weeks.", 0, MostKept), new NumberArg("monthly", "The last one of so many months.", 0, MostKept));

    /// <summary>One database, as <c>database.list</c> tells it.</summary>
    public static ObjectArg OneDatabase { get; } = new("database", "A database as database.list tells it.",
        new ChoiceArg("engine", "Which server of databases.", MariaDb, PostgreSql) { Required = true },
        new TextArg("name", "Name of the database.") { Required = true, MaxBytes = 64, Form = (DatabaseName(), "must hold letters, digits, _, - and . only, and not begin with - or .") },
        new NumberArg("port", "Which PostgreSQL it is in, 5432 where absent.", 1, LastPort) { Only = new ArgChoice("engine", PostgreSql) });

    /// <summary>Files or folders of the VPS.</summary>
    public static ListArg Paths(string name, string description) => new(name, description, Path("path", "Path."), MostPaths);

    /// <summary>Names or paths that are left out.</summary>
    public static ListArg Patterns { get; } = new("exclude", "What is left out: names such as *.log, or absolute paths, with * and ** as in restic.",
        new TextArg("pattern", "Pattern.") { MaxBytes = LongestPath, Form = (Pattern(), "must not begin with -, ! or a space") }, MostPaths);

    /// <summary>An absolute path.</summary>
    public static TextArg Path(string name, string description) => new(name, description)
    {
        MaxBytes = LongestPath,
        Form = (AbsolutePath(), "must be an absolute path without . and .. in it"),
    };

    /// <summary>Where a restore puts what it brings back.</summary>
    public static TextArg Target { get; } = new("target", "Where to: in_place, or the absolute path of a folder, which is made where it is not there.")
    {
        Required = true,
        MaxBytes = LongestPath,
        Form = (PlaceOrFolder(), "must be in_place or the absolute path of a folder, without . and .. in it"),
    };

    internal static TextArg Id(string name, string description) => new(name, description)
    {
        MaxBytes = 64,
        Form = (Identifier(), "must be an identifier"),
    };

    internal static string? Word(JsonElement of, string member) =>
        of.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"^[a-z]{2,10}_[A-Za-z0-9]+\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[0-9a-f]{8,64}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex DatabaseName();

    [GeneratedRegex(@"^[^-! ]", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^(/(?!\.\.?(/|\z))[^/]*)+\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"^(in_place|(/(?!\.\.?(/|\z))[^/]+)+/?)\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex PlaceOrFolder();
}
