using MzPanel.Testing;

namespace MzPanel.Simulation.Tests.Rotations;

/// <summary>security.md, "tokens": the old token is good until the new one authenticates, wherever the link breaks.</summary>
public abstract class RotationTests(bool postgres)
{
    private const int Servers = 20;
    private const int Rotations = 50;

    [Fact]
    public async Task A_thousand_rotations_with_drops_at_random_points_lock_no_agent_out()
    {
        await using var records = postgres ? await TestRecords.PostgresAsync() : await TestRecords.SqliteAsync();
        await Parallel.ForAsync(0, Servers, async (seed, _) =>
        {
            await using var weather = await new RotationWeather(records.Database, seed).BeginAsync();
            for (var rotation = 0; rotation < Rotations; rotation++)
                await weather.RotateAsync();
            await weather.SettleAsync();
        });
    }
}

public sealed class SqliteRotationTests() : RotationTests(postgres: false);

public sealed class PostgresRotationTests() : RotationTests(postgres: true);
