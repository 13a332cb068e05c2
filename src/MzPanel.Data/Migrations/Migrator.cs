using System.Data.Common;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Dapper;
using DbUp.Builder;

namespace MzPanel.Data.Migrations;

/// <summary>Brings a schema up to date: numbered SQL files, each run once, all or nothing.</summary>
internal static class Migrator
{
    private const string Prefix = "MzPanel.Data.Migrations.";

    // What moves many rows may take longer than a statement that somebody waits for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>The newest schema this program knows.</summary>
    public static long Known { get; } = Scripts("Sqlite").Max(name => long.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture));

    private static long Count { get; } = Scripts("Sqlite").Count();

    /// <summary>Runs what is missing. The caller holds the lock that keeps other processes out.</summary>
    /// <param name="connection">For looking at the present schema.</param>
    /// <param name="hasSchema">A query that counts tables named <c>schema_info</c>.</param>
    /// <param name="database">Name of the folder of scripts.</param>
    /// <param name="builder">DbUp, aimed at the database.</param>
    public static void Run(DbConnection connection, string hasSchema, string database, UpgradeEngineBuilder builder)
    {
        if (IsCurrent(connection, hasSchema))
            return;
        var folder = Prefix + database + ".";
        var result = builder
            .WithScriptsEmbeddedInAssembly(typeof(Migrator).Assembly, name => name.StartsWith(folder, StringComparison.Ordinal))
            .WithVariablesDisabled()
            .WithTransaction()
            .WithExecutionTimeout(Patience)
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            ExceptionDispatchInfo.Throw(result.Error);
        connection.Execute("UPDATE schema_info SET version = @Known WHERE version < @Known", new { Known });
    }

    /// <summary>Whether the schema is what this program knows, or a later one it may work on.</summary>
    /// <exception cref="SchemaTooNewException">It needs a newer program.</exception>
    public static bool IsCurrent(DbConnection connection, string hasSchema)
    {
        if (connection.ExecuteScalar<long>(hasSchema) == 0)
            return false;
        var (version, compatibleFrom) = connection.QuerySingle<(long, long)>("SELECT version, compatible_from FROM schema_info");
        if (compatibleFrom > Known)
            throw new SchemaTooNewException(Known, compatibleFrom);
        // The newest number alone says too little: of two that were made at the same time the lower one may come later.
        return version >= Known && connection.ExecuteScalar<long>("SELECT count(*) FROM schema_journal") >= Count;
    }

    private static IEnumerable<string> Scripts(string database) =>
        from name in typeof(Migrator).Assembly.GetManifestResourceNames()
        where name.StartsWith(Prefix + database + ".", StringComparison.Ordinal)
        select name[(Prefix.Length + database.Length + 1)..];
}
