using System.Globalization;
using System.Text;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Backups;

/// <summary>Dumps of PostgreSQL in its own format, as the user postgres. A load is one transaction: it comes about whole or not at all.</summary>
internal sealed class PostgreSqlDumps(CommandContext context) : IDumps
{
    private const string User = "postgres";

    private readonly PostgreSql server = new(context);

    private string Sockets => context.Root.Resolve("/run/postgresql");

    public async Task<IReadOnlyList<DatabaseRef>> ListAsync(CancellationToken cancelled)
    {
        var found = new List<DatabaseRef>();
        foreach (var port in server.Ports)
            found.AddRange(DatabaseNames.Of(await server.SizesAsync(port, cancelled)).Select(name => new DatabaseRef(BackupArgs.PostgreSql, name, port)));
        return found;
    }

    public async Task DumpAsync(DatabaseRef database, string file, CancellationToken cancelled)
    {
        MakeOwn(Path.GetDirectoryName(file)!);
        await RunAsync("pg_dump", database.Port!.Value, ["--format=custom", "--compress=0", "--file=" + file, "--dbname=" + Named(database.Name)], cancelled);
    }

    public async Task LoadAsync(DatabaseRef database, string file, CancellationToken cancelled)
    {
        var (port, folder, isThere) = (database.Port!.Value, Path.GetDirectoryName(file)! + "/load", (await ListAsync(cancelled)).Contains(database));
        MakeOwn(folder);
        var (dump, script, clean) = (folder + "/dump", folder + "/script.sql", folder + "/clean.sql");
        File.Move(file, dump);
        SystemFile.Write(clean, Encoding.ASCII.GetBytes(PostgreSqlEmptying.Statement), SystemFile.OwnerOnly);
        Own(dump);
        Own(clean);
        await RunAsync("pg_restore", null, ["--file=" + script, dump], cancelled);
        if (!isThere)
            await RunAsync("createdb", port, ["--template=template0", "--", database.Name], cancelled);
        await RunAsync("psql", port,
            ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction", "--dbname=" + Named(database.Name), "--file=" + clean, "--file=" + script], cancelled);
    }

    // A name is looked at for more than a name: as a value of its own it is one.
    private static string Named(string name) => $"dbname='{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private async Task RunAsync(string program, int? port, string[] arguments, CancellationToken cancelled)
    {
        string[] where = port is { } at ? ["--host=" + Sockets, string.Create(CultureInfo.InvariantCulture, $"--port={at}"), "--username=" + User, "--no-password"] : [];
        var code = await context.RunAsync(new ProgramCall(program, [.. where, .. arguments], "/", User: User), cancelled);
        if (code != 0)
            throw new BackupException(BackupException.DumpFailed, $"{program} ended with exit code {code}; what it said is in the log.");
    }

    private static void MakeOwn(string folder)
    {
        SystemFile.MakeDirectory(folder, SystemFile.OwnerDirectory);
        Own(folder);
    }

    private static void Own(string path)
    {
        var user = UnixUser.Find(User) ?? throw new UnknownUserException(User);
        SystemFile.Own(path, user.UserNumber, user.GroupNumber);
    }
}
