using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Arguments that the database kinds share.</summary>
public static partial class DatabaseArgs
{
    /// <summary>MariaDB.</summary>
    public const string MariaDb = "mariadb";

    /// <summary>PostgreSQL.</summary>
    public const string PostgreSql = "postgresql";

    // PostgreSQL makes roles of a new database's name, and a name of it ends at 63 bytes.
    private const int LongestNew = 48;
    private const int Longest = 63;

    /// <summary>Which program holds it.</summary>
    public static ChoiceArg Engine { get; } = new("engine", "Which database server.", MariaDb, PostgreSql) { Required = true };

    /// <summary>Which of several PostgreSQL servers.</summary>
    public static NumberArg Port { get; } = new("port", "Port of the PostgreSQL server as database.list tells it; needed where several run.", 1, 65535)
    {
        Only = new ArgChoice("engine", PostgreSql),
    };

    /// <summary>A database.</summary>
    public static TextArg Name { get; } = Text("name", "Name of the database.");

    /// <summary>A database that is to be made.</summary>
    public static TextArg NewName { get; } = Name with { MaxBytes = LongestNew };

    /// <summary>A user of the databases.</summary>
    public static TextArg User { get; } = Text("user", "Name of the database user; of MariaDB the one at localhost.");

    /// <summary>A password that somebody chose.</summary>
    public static TextArg Password { get; } = new("password", "Password: 12 characters or more, letters, digits and ._+=!?,:@ after a letter or digit; made up on the VPS where absent.")
    {
        Secret = true,
        MaxBytes = 128,
        Form = (Chosen(), "must have 12 characters or more, begin with a letter or digit, and hold letters, digits and ._+=!?,:@ only"),
    };

    /// <summary>A dump on the VPS.</summary>
    public static TextArg Dump { get; } = new("dump", "File name of one of the database's dumps on the VPS; the newest where absent.")
    {
        MaxBytes = 100,
        Form = (DumpFile(), "must be the file name of a dump"),
    };

    /// <summary>How much a user may do.</summary>
    public static ChoiceArg Rights { get; } = new("rights", "What the user may do: read rows, write them too, or all that the owner may; all where absent.", "read", "write", "all");

    private static TextArg Text(string name, string description) => new(name, description)
    {
        Required = true,
        MaxBytes = Longest,
        Form = (Plain(), "must hold letters, digits, _ and - only, and not begin with -"),
    };

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._+=!?,:@]{11,}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Chosen();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]*\.(sql|dump)\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex DumpFile();
}
