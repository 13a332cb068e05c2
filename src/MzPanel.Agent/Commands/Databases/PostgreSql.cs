using System.Globalization;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>The PostgreSQL servers of this VPS, as their own user <c>postgres</c> over their Unix sockets.</summary>
internal sealed class PostgreSql(CommandContext context)
{
    private const string Mark = ".s.PGSQL.";

    // One JSON object a line: no name breaks out of its line.
    private const string Sizes =
        "SELECT json_build_object('name', datname, 'size_bytes', pg_database_size(oid)) FROM pg_database WHERE NOT datistemplate ORDER BY datname";

    private string Directory => context.Root.Resolve("/run/postgresql");

    /// <summary>Ports of those that listen.</summary>
    public IReadOnlyList<int> Ports => !System.IO.Directory.Exists(Directory) ? []
        : [.. System.IO.Directory.EnumerateFiles(Directory, Mark + "*").Select(f => Path.GetFileName(f)[Mark.Length..])
            .Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0).Where(p => p > 0).Order()];

    public async Task<string> SizesAsync(int port, CancellationToken cancelled)
    {
        var (code, said) = await context.CaptureAsync(new ProgramCall("psql",
            [
                "--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--host=" + Directory, string.Create(CultureInfo.InvariantCulture, $"--port={port}"),
                "--username=postgres", "--dbname=postgres", "--command=" + Sizes,
            ], "/", User: "postgres"), cancelled);
        return code == 0 ? said : throw new SiteException("database_unavailable", $"psql ended with exit code {code}.");
    }
}
