using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>
/// Puts a dump in the place of what a database of PostgreSQL holds: loaded into a new one, which then takes the name of the old one
/// in one transaction. Whatever ends the run, the name leads to one of the two, whole.
/// </summary>
internal sealed class PostgreSqlRestore(PostgreSqlEngine engine, SwapTries tries)
{
    private const string Fresh = Reserved.Own + "restore";
    private const string Old = Reserved.Own + "old";

    public IEnumerable<Step> Steps(string database, string dump, bool exists)
    {
        yield return new Step($"load {dump} into a database of its own", c => LoadAsync(database, dump, exists, c), c => engine.AskAsync(Removal(Fresh), c));
        yield return new Step($"give it the name {database}", c => exists ? SwapAsync(database, c) : RenameAsync(database, c), c => UndoAsync(database, exists, c));
        if (exists)
            yield return new Step($"remove what {database} held", c => engine.AskAsync(Removal(Old), c));
    }

    public Task RecoverAsync(CancellationToken cancelled) => engine.AskAsync(
        "SET client_min_messages = error;\n" + Removal(Fresh) + Removal(Old), cancelled);

    private async Task LoadAsync(string database, string dump, bool exists, CancellationToken cancelled)
    {
        var ours = !exists || await engine.IsOursAsync(database, cancelled);
        await engine.AskAsync(exists
            ? Alike(database) : $"{PostgreSqlEngine.RoleCreation(database)}{PostgreSqlEngine.Creation(Fresh, database)} TEMPLATE template0;", cancelled);
        await engine.LoadAsync(Fresh, dump, cancelled);
        if (ours)
            await engine.SetRightsAsync(Fresh, database, cancelled);
    }

    // Clients of the old one may come again between their end and the lock that the new name needs.
    private Task SwapAsync(string database, CancellationToken cancelled) => tries.RunAsync(c => engine.AskAsync(Swap(SqlName.Of(database)), c), cancelled);

    private Task<string> RenameAsync(string database, CancellationToken cancelled) =>
        engine.AskAsync($"ALTER DATABASE {Fresh} RENAME TO \"{SqlName.Of(database)}\";", cancelled);

    private async Task UndoAsync(string database, bool existed, CancellationToken cancelled)
    {
        if (existed && await engine.HasAsync(Old, cancelled))
            await engine.AskAsync($"""
                {End(database, Old)}
                BEGIN;
                ALTER DATABASE "{SqlName.Of(database)}" RENAME TO {Fresh};
                ALTER DATABASE {Old} RENAME TO "{database}";
                COMMIT;
                """, cancelled);
        else if (!existed)
            await engine.RemoveAsync(database, cancelled);
    }

    private static string Alike(string database) => $"""
        SELECT format('CREATE DATABASE {Fresh} TEMPLATE template0 OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L',
          pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database WHERE datname = '{SqlName.Of(database)}' \gexec

        """;

    // What a database has beside its content goes with the name: who may connect, how many at once, its settings.
    private static string Swap(string name) => $"""
        {End(name, Fresh)}
        BEGIN;
        SELECT 'REVOKE ALL ON DATABASE {Fresh} FROM PUBLIC' FROM pg_database WHERE datname = '{name}' AND datacl IS NOT NULL \gexec
        SELECT format('GRANT %s ON DATABASE {Fresh} TO %s', a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
          FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = '{name}' \gexec
        SELECT format('ALTER DATABASE {Fresh} CONNECTION LIMIT %s', datconnlimit) FROM pg_database WHERE datname = '{name}' \gexec
        UPDATE pg_db_role_setting SET setdatabase = (SELECT oid FROM pg_database WHERE datname = '{Fresh}')
          WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = '{name}');
        ALTER DATABASE "{name}" RENAME TO {Old};
        ALTER DATABASE {Fresh} RENAME TO "{name}";
        COMMIT;
        """;

    private static string End(params string[] databases) =>
        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ({string.Join(", ", databases.Select(d => $"'{SqlName.Of(d)}'"))});";

    private static string Removal(string database) => $"DROP DATABASE IF EXISTS {database} WITH (FORCE);\n";
}
