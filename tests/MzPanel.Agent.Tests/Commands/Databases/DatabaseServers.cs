using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Commands.Databases;

/// <summary>A MariaDB and a PostgreSQL for the tests of the database kinds alone: a restore works with names of its own on them.</summary>
public sealed class DatabaseServers : IAsyncLifetime
{
    private const UnixFileMode ForAll = (UnixFileMode)0x1FF;
    private readonly string directory = Directory.CreateTempSubdirectory("mzagent-pg-").FullName;

    public MariaDbServer Maria { get; private set; } = null!;

    public PgServer Postgres { get; private set; } = null!;

    public string PostgresSocket => $"{directory}/.s.PGSQL.{Postgres.Port}";

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(directory, ForAll);
        // As Debian's: whoever is no administrator needs a password.
        await File.WriteAllTextAsync(directory + "/hba.conf", "local all postgres trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        var maria = MariaDbServer.StartAsync();
        Postgres = await PgServer.StartAsync("unix_socket_directories=" + directory, $"hba_file={directory}/hba.conf");
        Maria = await maria;
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await Maria.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}

/// <summary>The tests that share them, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DatabaseCollection : ICollectionFixture<DatabaseServers>
{
    public const string Name = "databases";
}
