using MzPanel.Agent.Sites.Databases;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>What opens a database of MariaDB to a user at <c>localhost</c> beside the rights that are the user's and of that database alone.</summary>
internal static class MariaDbWiderRights
{
    private static readonly string[] Opening =
    [
        "Select", "Insert", "Update", "Delete", "Create", "Drop", "References", "Index", "Alter", "Create_tmp_table", "Lock_tables", "Execute", "Create_view", "Show_view",
        "Create_routine", "Alter_routine", "Event", "Trigger",
    ];

    /// <summary>A condition: the name in a row of rights is that of the database, with its wildcards quoted or not.</summary>
    public static string IsOfThisAlone(string column, string database) => $@"REPLACE({column}, '\\_', '_') = '{SqlName.Of(database)}'";

    /// <summary>A statement whose answer has a line in words for each, and none where there is nothing.</summary>
    // Roles, and roles of those, are without a host. A row of rights counts for every account of its name whose host its own covers, and
    // one without a name for everybody.
    public static string Of(string database, string user)
    {
        var (name, who) = (SqlName.Of(database), SqlName.Of(user));
        const string Holds = "(EXISTS (SELECT 1 FROM held h WHERE h.User = g.User AND h.Host = g.Host) OR (g.User IN ('{0}', '') AND 'localhost' LIKE g.Host))";
        const string Holder = "IF(g.Host = '', CONCAT('the role ', g.User), CONCAT(QUOTE(g.User), '@', QUOTE(g.Host)))";
        var (holds, own) = (Holds.Replace("{0}", who, StringComparison.Ordinal), $"g.User = '{who}' AND g.Host = 'localhost'");
        return $"""
            WITH RECURSIVE held (User, Host) AS (
              SELECT User, Host FROM mysql.global_priv WHERE (User = '{who}' AND Host = 'localhost') OR (User = 'PUBLIC' AND Host = '')
              UNION SELECT p.User, p.Host FROM mysql.roles_mapping m JOIN held h ON m.User = h.User AND m.Host = h.Host JOIN mysql.global_priv p ON p.User = m.Role AND p.Host = '')
            SELECT CONCAT('those of every database, to ', {Holder}) FROM mysql.user g JOIN held h ON h.User = g.User AND h.Host = g.Host
              WHERE 'Y' IN ({string.Join(", ", Opening.Select(right => $"g.{right}_priv"))})
            UNION ALL SELECT CONCAT('those of `', g.Db, '`, to ', {Holder}) FROM mysql.db g
              WHERE '{name}' LIKE g.Db AND {holds} AND NOT ({own} AND {IsOfThisAlone("g.Db", database)})
            UNION ALL SELECT CONCAT('those of `', g.Db, '`.`', g.Table_name, '`, to ', {Holder}) FROM mysql.tables_priv g WHERE g.Db = '{name}' AND {holds} AND NOT ({own})
            UNION ALL SELECT CONCAT('those of `', g.Db, '`.`', g.Routine_name, '`, to ', {Holder}) FROM mysql.procs_priv g WHERE g.Db = '{name}' AND {holds} AND NOT ({own});
            """;
    }
}
