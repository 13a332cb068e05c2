using System.Globalization;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>
/// One PostgreSQL server for the database kinds. The rights of a database are three roles of its own, which nobody signs in as and
/// its users are members of: what they make belongs to all of them, and dumps name no user.
/// </summary>
internal sealed class PostgreSqlEngine(CommandContext context, int port, SwapTries tries) : IDatabaseEngine
{
    /// <summary>All users who may sign in, one JSON object a line.</summary>
    public const string Users = """
        SELECT json_build_object('name', r.rolname, 'databases', COALESCE((
          SELECT json_agg(json_build_object('name', d.datname, 'rights', x.rights) ORDER BY d.datname)
          FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
          JOIN (VALUES ('mz_owner_', 'all'), ('mz_write_', 'write'), ('mz_read_', 'read')) x (prefix, rights) ON true
          JOIN pg_database d ON g.rolname = x.prefix || d.datname WHERE m.member = r.oid), '[]'))
        FROM pg_roles r WHERE r.rolcanlogin ORDER BY r.rolname;
        """;

    /// <summary>The database that every server has.</summary>
    public const string Main = "postgres";

    private static readonly (string Rights, string Prefix)[] Roles = [("all", "mz_owner_"), ("write", "mz_write_"), ("read", "mz_read_")];
    private readonly PostgreSql server = new(context);

    public string Name => DatabaseArgs.PostgreSql;

    public int? Port => port;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"{server.Directory}, port {port}");

    public string DumpSuffix => ".dump";

    /// <summary>The server that the arguments mean.</summary>
    public static PostgreSqlEngine Of(CommandContext context, SwapTries tries)
    {
        var ports = new PostgreSql(context).Ports;
        if (context.Number("port") is { } wanted)
            return ports.Contains(wanted) ? new PostgreSqlEngine(context, wanted, tries) : throw new SiteException("database_unavailable", $"No PostgreSQL listens on port {wanted}.");
        return ports switch
        {
            [var only] => new PostgreSqlEngine(context, only, tries),
            [] => throw new SiteException("database_unavailable", "PostgreSQL is not installed or does not run: install the package postgresql, or start its service."),
            _ => throw new SiteException("bad_args", $"args.port is needed here: PostgreSQL listens on {string.Join(" and ", ports)}."),
        };
    }

    public Task CheckAsync(CancellationToken cancelled) => ProgramFinder.Has("psql") ? AskAsync("SELECT 1;", cancelled) : throw SiteException.Missing("psql", "postgresql-client");

    public Task RecoverAsync(CancellationToken cancelled) => new PostgreSqlRestore(this, tries).RecoverAsync(cancelled);

    public async Task<bool> HasAsync(string database, CancellationToken cancelled) =>
        (await AskAsync($"SELECT 'found' FROM pg_database WHERE datname = '{SqlName.Of(database)}';", cancelled)).Trim().Length > 0;

    public async Task<IReadOnlyList<Step>> MakeAsync(string database, bool exists, CancellationToken cancelled)
    {
        var close = new Step($"keep everybody but its roles out of {database}", c => SetRightsAsync(database, database, c));
        if (exists)
            return await IsOursAsync(database, cancelled) ? [close] : [];
        return
        [
            new Step($"make the database {database} and its roles", c => AskAsync($"{RoleCreation(database)}{Creation(database, database)};", c), c => RemoveAsync(database, c)),
            close,
        ];
    }

    public Task RemoveAsync(string database, CancellationToken cancelled) => AskAsync(
        $"DROP DATABASE IF EXISTS \"{SqlName.Of(database)}\" WITH (FORCE);\nDROP ROLE IF EXISTS {RolesOf(database)};", cancelled);

    public Task DumpAsync(string database, string file, CancellationToken cancelled) => server.DumpAsync(port, SqlName.Of(database), file, cancelled);

    public Task LoadAsync(string database, string file, CancellationToken cancelled) => server.LoadAsync(port, database, file, cancelled);

    public IEnumerable<Step> Restore(string database, string dump, string? before) => new PostgreSqlRestore(this, tries).Steps(database, dump, before is not null);

    public async Task<bool> HasUserAsync(string user, CancellationToken cancelled)
    {
        var found = (await AskAsync($"SELECT CASE WHEN rolsuper THEN 'super' ELSE 'user' END FROM pg_roles WHERE rolname = '{SqlName.Of(user)}';", cancelled)).Trim();
        return found != "super" ? found.Length > 0 : throw new SiteException("reserved", $"{user} administers PostgreSQL: nothing here changes such a user.");
    }

    public Task MakeUserAsync(string user, string password, CancellationToken cancelled) => WithHashAsync($"CREATE ROLE \"{SqlName.Of(user)}\" LOGIN", password, cancelled);

    public Task SetPasswordAsync(string user, string password, CancellationToken cancelled) => WithHashAsync($"ALTER ROLE \"{SqlName.Of(user)}\" LOGIN", password, cancelled);

    public Task RemoveUserAsync(string user, CancellationToken cancelled) => new PostgreSqlLeaving(server, port).RemoveAsync(user, cancelled);

    public async Task GrantAsync(string database, string user, string? rights, CancellationToken cancelled)
    {
        if (!await IsOursAsync(database, cancelled))
            throw new SiteException("not_managed", $"{database} was not made by database.create: it has no roles to make {user} a member of.");
        var (own, member) = (Roles.FirstOrDefault(r => r.Rights == rights).Prefix, SqlName.Of(user));
        await AskAsync($"""
            SET client_min_messages = error;
            BEGIN;
            REVOKE {RolesOf(database)} FROM "{member}";
            {(own is null ? "" : $"GRANT \"{own}{database}\" TO \"{member}\";")}
            ALTER ROLE "{member}" IN DATABASE "{database}" {(rights == "all" ? $"SET role = '{own}{database}'" : "RESET role")};
            COMMIT;
            """, cancelled);
    }

    /// <summary>What statements to the server as a whole answer.</summary>
    public Task<string> AskAsync(string sql, CancellationToken cancelled, params string[] secrets) => server.QueryAsync(port, Main, sql, cancelled, secrets);

    /// <summary>Whether a database has the roles that <see cref="MakeAsync"/> gives to one.</summary>
    public async Task<bool> IsOursAsync(string database, CancellationToken cancelled) =>
        (await AskAsync($"SELECT 'found' FROM pg_roles WHERE rolname = '{OwnerOf(database)}';", cancelled)).Trim().Length > 0;

    public static string RoleCreation(string database) =>
        $"SELECT format('CREATE ROLE %I NOLOGIN', r) FROM unnest(ARRAY[{string.Join(", ", Roles.Select(r => $"'{r.Prefix}{SqlName.Of(database)}'"))}]) r"
        + " WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = r) \\gexec\n";

    /// <param name="database">What it is called at first.</param>
    /// <param name="of">Whose roles it gets.</param>
    public static string Creation(string database, string of) => $"CREATE DATABASE \"{SqlName.Of(database)}\" OWNER \"{OwnerOf(of)}\"";

    /// <summary>The rights of a database are its roles', and with what they make themselves its writers' and readers'.</summary>
    public Task SetRightsAsync(string database, string of, CancellationToken cancelled)
    {
        var (owner, write, read) = (OwnerOf(of), $"\"mz_write_{of}\"", $"\"mz_read_{of}\"");
        return server.QueryAsync(port, database, $"""
            BEGIN;
            REVOKE ALL ON DATABASE "{SqlName.Of(database)}" FROM PUBLIC;
            GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {RolesOf(of)};
            ALTER SCHEMA public OWNER TO "{owner}";
            GRANT USAGE ON SCHEMA public TO {write}, {read};
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT USAGE ON SCHEMAS TO {write}, {read};
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {write};
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {write};
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT SELECT ON TABLES TO {read};
            ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT SELECT ON SEQUENCES TO {read};
            COMMIT;
            """, cancelled);
    }

    private static string OwnerOf(string database) => Roles[0].Prefix + SqlName.Of(database);

    private static string RolesOf(string database) => string.Join(", ", Roles.Select(r => $"\"{r.Prefix}{SqlName.Of(database)}\""));

    private Task<string> WithHashAsync(string statement, string password, CancellationToken cancelled)
    {
        var hash = PasswordHash.Scram(password);
        return AskAsync($"{statement} PASSWORD '{hash}';", cancelled, hash, password);
    }
}
