using System.Text.Json;
using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Drops a user of PostgreSQL, who may own things in any of its databases: they stay, as the owner's of their database.</summary>
internal sealed class PostgreSqlLeaving(PostgreSql server, int port)
{
    public async Task RemoveAsync(string user, CancellationToken cancelled)
    {
        var name = SqlName.Of(user);
        var databases = await server.QueryAsync(port, PostgreSqlEngine.Main, $"""
            SELECT to_json(d.datname) FROM pg_database d WHERE d.datallowconn AND (d.datname = '{PostgreSqlEngine.Main}' OR EXISTS (
              SELECT 1 FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
              WHERE s.refclassid = 'pg_authid'::regclass AND s.dbid = d.oid AND r.rolname = '{name}')) ORDER BY d.datname;
            """, cancelled);
        foreach (var line in databases.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await server.QueryAsync(port, JsonSerializer.Deserialize(line, CommandsJson.Plain.String)!, Handover(name), cancelled);
        await server.QueryAsync(port, PostgreSqlEngine.Main, $"""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{name}';
            DROP ROLE "{name}";
            """, cancelled);
    }

    private static string Handover(string name) => $"""
        BEGIN;
        SELECT format('REASSIGN OWNED BY %I TO %I', '{name}', CASE pg_get_userbyid(datdba) WHEN '{name}' THEN '{PostgreSqlEngine.Main}' ELSE pg_get_userbyid(datdba) END)
          FROM pg_database WHERE datname = current_database() \gexec
        DROP OWNED BY "{name}";
        COMMIT;
        """;
}
