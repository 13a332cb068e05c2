using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>MariaDB for the database kinds. Users are those at <c>localhost</c>.</summary>
internal sealed class MariaDbEngine(CommandContext context, TimeProvider time) : IDatabaseEngine
{
    /// <summary>All users who may sign in, one JSON object a line.</summary>
    public const string Users = """
        SELECT JSON_OBJECT('name', u.User, 'host', u.Host, 'databases', JSON_COMPACT(COALESCE((
          SELECT JSON_ARRAYAGG(JSON_OBJECT('name', REPLACE(d.Db, '\\_', '_'),
            'rights', CASE WHEN d.Drop_priv = 'Y' THEN 'all' WHEN d.Insert_priv = 'Y' THEN 'write' ELSE 'read' END))
          FROM mysql.db d WHERE d.User = u.User AND d.Host = u.Host), '[]')))
        FROM mysql.user u WHERE u.Host <> '' ORDER BY u.User, u.Host;
        """;

    private readonly MariaDb server = new(context, time);

    public string Name => DatabaseArgs.MariaDb;

    public int? Port => null;

    public string Address => server.Socket;

    public string DumpSuffix => ".sql";

    public Task CheckAsync(CancellationToken cancelled) => server.CheckAsync(cancelled);

    public Task RecoverAsync(CancellationToken cancelled) => new MariaDbRestore(context, server).RecoverAsync(cancelled);

    public Task<bool> HasAsync(string database, CancellationToken cancelled) => server.HasAsync(database, cancelled);

    public Task<IReadOnlyList<Step>> MakeAsync(string database, bool exists, CancellationToken cancelled) => Task.FromResult<IReadOnlyList<Step>>(exists ? [] :
    [
        new($"make the database {database}", c => server.QueryAsync(MariaDbRestore.Creation(database, MariaDbRestore.UsualCharset), c), c => RemoveAsync(database, c)),
    ]);

    // Rights outlive their database: who comes next under its name would open it to those of before.
    public Task RemoveAsync(string database, CancellationToken cancelled) =>
        server.QueryAsync($"DROP DATABASE IF EXISTS `{SqlName.Of(database)}`;\n{Revocation(database, "")}", cancelled);

    public Task DumpAsync(string database, string file, CancellationToken cancelled) => server.DumpAsync(database, file, cancelled);

    public IEnumerable<Step> Restore(string database, string dump, string? before) => new MariaDbRestore(context, server).Steps(database, dump, before);

    public async Task<bool> HasUserAsync(string user, CancellationToken cancelled)
    {
        var found = await server.QueryAsync($"SELECT Super_priv FROM mysql.user WHERE User = '{SqlName.Of(user)}' AND Host = 'localhost';", cancelled);
        return found.Trim() != "Y" ? found.Trim().Length > 0 : throw new SiteException("reserved", $"{user} administers MariaDB: nothing here changes such a user.");
    }

    public Task MakeUserAsync(string user, string password, CancellationToken cancelled) =>
        WithHashAsync($"CREATE USER {Account(user)}", password, cancelled);

    public Task SetPasswordAsync(string user, string password, CancellationToken cancelled) =>
        WithHashAsync($"ALTER USER {Account(user)}", password, cancelled);

    public Task RemoveUserAsync(string user, CancellationToken cancelled) =>
        server.QueryAsync($"DROP USER IF EXISTS {Account(user)};\nKILL USER '{SqlName.Of(user)}';", cancelled);

    public async Task GrantAsync(string database, string user, string? rights, CancellationToken cancelled)
    {
        // What is taken away must be away: rights of more than this database are nobody's here to take.
        if (rights is null && (await server.QueryAsync(MariaDbWiderRights.Of(database, user), cancelled)).Trim() is { Length: > 0 } wider)
            throw new SiteException("wider_rights", $"{user} would still reach {database}, and nothing was changed. Take these rights away first, which are not of this database alone: "
                + $"{wider.Replace("\n", "; ", StringComparison.Ordinal)}.");
        await server.QueryAsync(
            Revocation(database, $"AND User = '{SqlName.Of(user)}' AND Host = 'localhost'")
            + (rights is null ? "" : $"GRANT {Privileges(rights)} ON `{Escaped(database)}`.* TO {Account(user)};"), cancelled);
    }

    private Task<string> WithHashAsync(string statement, string password, CancellationToken cancelled)
    {
        var hash = PasswordHash.Native(password);
        return server.QueryAsync($"{statement} IDENTIFIED BY PASSWORD '{hash}';", cancelled, hash, password);
    }

    private static string Privileges(string rights) => rights switch
    {
        "read" => "SELECT, SHOW VIEW",
        "write" => "SELECT, SHOW VIEW, INSERT, UPDATE, DELETE, EXECUTE, LOCK TABLES, CREATE TEMPORARY TABLES",
        "all" => "ALL PRIVILEGES",
        _ => throw new SiteException("bad_args", "args.rights must be one of read, write, all"),
    };

    // Each row of its own, with or without the quoted wildcard: both of them open the database. Then those that somebody gave of one
    // table or routine; a row goes with the last right that it holds, and is there no more for the next (1147, 1403).
    private static string Revocation(string database, string more) => $"""
        DELIMITER //
        BEGIN NOT ATOMIC
          DECLARE CONTINUE HANDLER FOR 1147, 1403 BEGIN END;
          FOR g IN (SELECT User, Host, Db FROM mysql.db WHERE {MariaDbWiderRights.IsOfThisAlone("Db", database)} {more}) DO
            EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON `', g.Db, '`.* TO ', QUOTE(g.User), '@', QUOTE(g.Host));
            EXECUTE IMMEDIATE CONCAT('REVOKE GRANT OPTION ON `', g.Db, '`.* FROM ', QUOTE(g.User), '@', QUOTE(g.Host));
            EXECUTE IMMEDIATE CONCAT('REVOKE ALL PRIVILEGES ON `', g.Db, '`.* FROM ', QUOTE(g.User), '@', QUOTE(g.Host));
          END FOR;
          FOR g IN (SELECT CONCAT('`', Db, '`.`', REPLACE(Table_name, '`', '``'), '` FROM ', QUOTE(User), '@', QUOTE(Host)) AS what
              FROM mysql.tables_priv WHERE Db = '{SqlName.Of(database)}' {more}
            UNION ALL SELECT CONCAT(Routine_type, ' `', Db, '`.`', REPLACE(Routine_name, '`', '``'), '` FROM ', QUOTE(User), '@', QUOTE(Host))
              FROM mysql.procs_priv WHERE Db = '{SqlName.Of(database)}' {more}) DO
            EXECUTE IMMEDIATE CONCAT('REVOKE GRANT OPTION ON ', g.what);
            EXECUTE IMMEDIATE CONCAT('REVOKE ALL PRIVILEGES ON ', g.what);
          END FOR;
        END //
        DELIMITER ;

        """;

    private static string Escaped(string database) => SqlName.Of(database).Replace("_", @"\_", StringComparison.Ordinal);

    private static string Account(string user) => $"'{SqlName.Of(user)}'@'localhost'";
}
