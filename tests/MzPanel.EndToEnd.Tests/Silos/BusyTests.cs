using System.Diagnostics;
using Npgsql;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>A busy silo is no dead one.</summary>
public sealed class BusyTests
{
    private static readonly TimeSpan Duration = Environment.GetEnvironmentVariable("MZ_LONG") == "1" ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Nobody_is_called_dead_while_every_processor_is_taken()
    {
        await using var cluster = new SiloCluster();
        await cluster.StartAsync(3);
        var burners = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => Process.Start("sha256sum", "/dev/zero")).ToList();
        try
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < Duration)
            {
                Assert.Equal("3 3 3", await StatusesAsync(cluster.Database));
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            }
        }
        finally
        {
            burners.ForEach(burner => burner.Kill());
        }
    }

    private static async Task<string> StatusesAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT string_agg(status::text, ' ') FROM orleans_silos");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
