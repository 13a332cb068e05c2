using System.Globalization;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>The PostgreSQL servers of this VPS, as their own user <c>postgres</c> over their Unix sockets.</summary>
internal sealed class PostgreSql(CommandContext context)
{
    private const string Mark = ".s.PGSQL.";
    private const string Owner = "postgres";

    // One JSON object a line: no name breaks out of its line.
    private const string Sizes =
        "SELECT json_build_object('name', datname, 'size_bytes', pg_database_size(oid)) FROM pg_database WHERE NOT datistemplate ORDER BY datname";

    public string Directory => context.Root.Resolve("/run/postgresql");

    /// <summary>Ports of those that listen.</summary>
    public IReadOnlyList<int> Ports => !System.IO.Directory.Exists(Directory) ? []
        : [.. System.IO.Directory.EnumerateFiles(Directory, Mark + "*").Select(f => Path.GetFileName(f)[Mark.Length..])
            .Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0).Where(p => p > 0).Order()];

    public Task<string> SizesAsync(int port, CancellationToken cancelled) => QueryAsync(port, Owner, Sizes + ";", cancelled);

    /// <summary>What statements answer; where one fails none after it is run. <see cref="SqlName"/> is the one way of a value into them.</summary>
    public async Task<string> QueryAsync(int port, string database, string sql, CancellationToken cancelled, params string[] secrets)
    {
        var (code, said) = await context.CaptureAsync(Call("psql", port, database,
            ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]) with { Input = sql, Secrets = secrets }, cancelled);
        return code == 0 ? said : throw new SiteException("database_unavailable", $"psql ended with exit code {code}; what it said is in the log.");
    }

    public async Task DumpAsync(int port, string database, string file, CancellationToken cancelled)
    {
        var code = await context.RunAsync(Call("pg_dump", port, database, ["--format=custom"]) with { OutputFile = file }, cancelled);
        if (code != 0)
            throw new SiteException("dump_failed", $"pg_dump ended with exit code {code}; what it said is in the log.");
    }

    public async Task LoadAsync(int port, string database, string file, CancellationToken cancelled)
    {
        var code = await context.RunAsync(
            Call("pg_restore", port, database, ["--exit-on-error", "--dbname=" + SqlName.Of(database)]) with { InputFile = file }, cancelled);
        if (code != 0)
            throw new SiteException("restore_failed", $"pg_restore ended with exit code {code}; what it said is in the log.");
    }

    // The database by the environment: as an argument a name could be a whole address.
    private ProgramCall Call(string program, int port, string database, string[] more) => new(program,
        ["--no-password", "--host=" + Directory, string.Create(CultureInfo.InvariantCulture, $"--port={port}"), "--username=" + Owner, .. more],
        "/", new Dictionary<string, string> { ["PGDATABASE"] = database }, Owner);
}
