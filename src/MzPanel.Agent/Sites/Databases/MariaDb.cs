using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites.Databases;

/// <summary>
/// The MariaDB of this VPS, as its root over its Unix socket. Statements go in by standard input: everybody on a VPS may read
/// the arguments of a program.
/// </summary>
internal sealed class MariaDb(CommandContext context, TimeProvider time)
{
    private const string Client = "mariadb";
    private const string Dumper = "mariadb-dump";
    private const string Sizes = """
        SELECT JSON_OBJECT('name', s.schema_name, 'size_bytes', CAST(COALESCE(SUM(t.data_length + t.index_length), 0) AS UNSIGNED))
        FROM information_schema.schemata s LEFT JOIN information_schema.tables t ON t.table_schema = s.schema_name
        WHERE s.schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
        GROUP BY s.schema_name ORDER BY s.schema_name;
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public string Socket => context.Root.Resolve("/run/mysqld/mysqld.sock");

    private string[] AsRoot => ["--protocol=socket", "--socket=" + Socket, "--user=root", "--default-character-set=utf8mb4"];

    /// <summary>Whether there is a MariaDB that takes root's word, and otherwise what to do about it.</summary>
    public async Task CheckAsync(CancellationToken cancelled)
    {
        if (!ProgramFinder.Has(Client) || !ProgramFinder.Has(Dumper))
            throw SiteException.Missing("MariaDB", "mariadb-server");
        if (!File.Exists(Socket))
            throw new SiteException("database_unavailable",
                $"MariaDB does not listen on {Socket}: install the package mariadb-server, or start its service mariadb, then run this again.");
        await QueryAsync("SELECT 1;", cancelled);
    }

    public async Task<bool> HasAsync(string database, CancellationToken cancelled) =>
        (await QueryAsync($"SELECT 'found' FROM information_schema.schemata WHERE schema_name = '{Plain(database)}';", cancelled)).Contains("found", StringComparison.Ordinal);

    /// <summary>Makes a database and its user in the place of whatever has their name.</summary>
    public Task MakeAsync(DatabaseLogin login, CancellationToken cancelled) => QueryAsync(
        $"""
        {Removal(login.Name)}
        CREATE DATABASE `{Plain(login.Name)}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
        CREATE USER '{Plain(login.Name)}'@'localhost' IDENTIFIED BY '{Plain(login.Password)}';
        {Grant(login.Name)}
        """, cancelled, login.Password);

    public Task RemoveAsync(string database, CancellationToken cancelled) => QueryAsync(Removal(database), cancelled);

    /// <summary>Writes all that a database holds, as of one moment, into a file that root alone can reach.</summary>
    public async Task DumpAsync(string database, string file, CancellationToken cancelled)
    {
        var code = await context.RunAsync(new ProgramCall(Dumper,
            [.. AsRoot, "--single-transaction", "--quick", "--routines", "--triggers", "--events", "--hex-blob", "--result-file=" + file, "--", Plain(database)]), cancelled);
        if (code != 0)
            throw new SiteException("dump_failed", $"{Dumper} ended with exit code {code}; what it said is in the log.");
        using var written = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    /// <summary>Loads a dump into a database. In the binary mode the client takes nothing in it for a command of its own.</summary>
    public async Task LoadAsync(string database, string file, CancellationToken cancelled)
    {
        var code = await context.RunAsync(new ProgramCall(Client, [.. AsRoot, "--batch", "--binary-mode", "--database=" + Plain(database)], InputFile: file), cancelled);
        if (code != 0)
            throw new SiteException("restore_failed", $"{Client} ended with exit code {code}; what it said is in the log.");
    }

    /// <summary>All databases but MariaDB's own: one JSON object a line, so that no name breaks out of its line.</summary>
    public Task<string> SizesAsync(CancellationToken cancelled) => QueryAsync(Sizes, cancelled);

    /// <summary>What a statement answers. <see cref="SqlName"/> is the one way of a value into it.</summary>
    public async Task<string> QueryAsync(string sql, CancellationToken cancelled, params string[] secrets)
    {
        var call = new ProgramCall(Client, [.. AsRoot, "--batch", "--raw", "--skip-column-names"], Input: sql, Secrets: secrets);
        try
        {
            var (code, said) = await time.WithinAsync(Limit, c => context.CaptureAsync(call, c), cancelled);
            return code == 0 ? said : throw new SiteException("database_unavailable",
                $"MariaDB on {Socket} did not do what root asked of it (exit code {code}); what it said is in the log.");
        }
        catch (TimeoutException e)
        {
            throw new SiteException("database_unavailable", $"MariaDB on {Socket} did not answer within {Limit.TotalSeconds} s.", e);
        }
    }

    // A wildcard in the name of a grant's database would open the databases of others.
    private static string Grant(string name) =>
        $@"GRANT ALL PRIVILEGES ON `{Plain(name).Replace("_", @"\_", StringComparison.Ordinal)}`.* TO '{Plain(name)}'@'localhost';";

    private static string Removal(string name) => $"DROP DATABASE IF EXISTS `{Plain(name)}`; DROP USER IF EXISTS '{Plain(name)}'@'localhost';";

    private static string Plain(string text) => SqlName.Of(text);
}
