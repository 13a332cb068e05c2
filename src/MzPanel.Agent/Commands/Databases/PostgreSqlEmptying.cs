namespace MzPanel.Agent.Commands.Databases;

/// <summary>Makes a database of PostgreSQL as a new one is, within a transaction: its rights, its owner and its settings stay.</summary>
internal static class PostgreSqlEmptying
{
    public const string Statement = """
        DO $$ DECLARE s text; BEGIN
          FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
            EXECUTE format('DROP SCHEMA %I CASCADE', s);
          END LOOP;
          PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
          CREATE SCHEMA public;
          IF current_setting('server_version_num')::int >= 150000 THEN
            ALTER SCHEMA public OWNER TO pg_database_owner;
            GRANT USAGE ON SCHEMA public TO PUBLIC;
          ELSE
            GRANT ALL ON SCHEMA public TO PUBLIC;
          END IF;
        END $$;
        """;
}
