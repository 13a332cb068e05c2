using System.Diagnostics;
using Npgsql;

namespace MzPanel.Bench;

/// <summary>Commits of one small row in a database of their own on the server that the silo uses.</summary>
internal sealed class BarePostgres : IFloor
{
    private const string Insert = "INSERT INTO jobs (body) VALUES (repeat(md5(random()::text), 19))";
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;

    private BarePostgres(NpgsqlDataSource source, NpgsqlConnection connection) => (this.source, this.connection) = (source, connection);

    public string What => "one bare commit (PostgreSQL)";

    public static async Task<BarePostgres> OpenAsync(string database)
    {
        var source = NpgsqlDataSource.Create(database);
        await using var create = source.CreateCommand("CREATE TABLE jobs (id bigserial PRIMARY KEY, body text)");
        await create.ExecuteNonQueryAsync();
        return new BarePostgres(source, await source.OpenConnectionAsync());
    }

    public async Task<double> CommitAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await InsertAsync(connection);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public async Task<double> RateAsync(int clients, TimeSpan span)
    {
        var start = Stopwatch.GetTimestamp();
        var commits = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            await using var own = await source.OpenConnectionAsync();
            var done = 0;
            for (; Stopwatch.GetElapsedTime(start) < span; done++)
                await InsertAsync(own);
            return done;
        }));
        return commits.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }

    private static async Task InsertAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Insert, connection);
        await command.PrepareAsync();
        await command.ExecuteNonQueryAsync();
    }
}
