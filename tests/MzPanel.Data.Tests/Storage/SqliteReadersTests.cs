using Dapper;
using MzPanel.Data.Storage.Sqlite;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Storage;

/// <summary>Reading connections are lent: whoever gave one back has no hold on it any more.</summary>
public sealed class SqliteReadersTests : IDisposable
{
    private readonly TempDirectory directory = new();
    private readonly SqliteReaders readers;

    public SqliteReadersTests() => readers = new SqliteReaders($"Data Source={directory.Path}/a.db;Pooling=False");

    public void Dispose()
    {
        readers.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task One_that_is_given_back_twice_is_not_taken_from_who_has_it_then()
    {
        var first = await readers.LendAsync(CancellationToken.None);
        await first.DisposeAsync();
        await using var second = await readers.LendAsync(CancellationToken.None);
        await first.DisposeAsync();
        await using var third = await readers.LendAsync(CancellationToken.None);

        await second.ExecuteAsync("CREATE TEMP TABLE mine (a)");
        Assert.Equal(1, await second.ExecuteScalarAsync<long>("SELECT count(*) FROM sqlite_temp_schema"));
        Assert.Equal(0, await third.ExecuteScalarAsync<long>("SELECT count(*) FROM sqlite_temp_schema"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.ExecuteScalarAsync<long>("SELECT 1"));
    }

    [Fact]
    public async Task A_text_runs_with_the_values_of_each_time()
    {
        await using var reader = await readers.LendAsync(CancellationToken.None);
        for (long i = 0; i < 3; i++)
            Assert.Equal((i, null), await reader.QuerySingleAsync<(long, string?)>("SELECT @i, @t", new { i, t = (string?)null }));
        Assert.Equal((7L, "x"), await reader.QuerySingleAsync<(long, string)>("SELECT @i, @t", new { i = 7, t = "x" }));
        Assert.Equal([1L, 2L], await reader.QueryAsync<long>("SELECT value FROM json_each('[1,2,3]') WHERE value IN @some", new { some = new[] { 1, 2 } }));
    }

    [Fact]
    public async Task Texts_that_never_come_again_do_not_pile_up()
    {
        await using var reader = await readers.LendAsync(CancellationToken.None);
        for (var i = 0; i < 300; i++)
            Assert.Equal(i, await reader.ExecuteScalarAsync<long>($"SELECT {i}"));
        Assert.Equal(1, await reader.ExecuteScalarAsync<long>("SELECT 1"));
    }

    [Fact]
    public async Task One_that_comes_back_after_the_end_is_closed()
    {
        var late = await readers.LendAsync(CancellationToken.None);
        readers.Dispose();
        await late.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => readers.LendAsync(CancellationToken.None));
        File.Delete(Path.Combine(directory.Path, "a.db"));
    }
}
