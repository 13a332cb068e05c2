using System.Diagnostics;
using Npgsql;

namespace MzPanel.Bench;

/// <summary>Commits of one small row in a database of their own on the server that the silo uses.</summary>
internal sealed class BarePostgres : IFloor
{
    private const string Insert = "INSERT INTO jobs (body) VALUES (repeat(md5(random()::text), 19))";
    private readonly string database;
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;

    private BarePostgres(string database, NpgsqlDataSource source, NpgsqlConnection connection) =>
        (this.database, this.source, this.connection) = (database, source, connection);

    public string What => "one bare commit (PostgreSQL)";

    public static async Task<BarePostgres> OpenAsync(string database)
    {
        var source = NpgsqlDataSource.Create(database);
        await using var create = source.CreateCommand("CREATE TABLE jobs (id bigserial PRIMARY KEY, body text)");
        await create.ExecuteNonQueryAsync();
        return new BarePostgres(database, source, await source.OpenConnectionAsync());
    }

    public async Task<double> CommitAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(Insert, connection);
        await command.PrepareAsync();
        await command.ExecuteNonQueryAsync();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public Task<double> RateAsync(int clients, TimeSpan span) => PgBench.RateAsync(database, Insert, clients, span);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }
}
