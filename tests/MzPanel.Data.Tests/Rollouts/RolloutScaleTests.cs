using System.Diagnostics;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Rollouts;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Rollouts;

/// <summary>A turn costs what its own servers cost, however many others there are (issue 8, "a bulk run on 10,000 servers").</summary>
public abstract class RolloutScaleTests(bool postgres) : RecordsTest(postgres)
{
    private const int Turn = 16;
    private const int Tries = 5;

    // A hundred times the servers: a statement that looks at each of them for each of the turn takes a hundred times as long.
    private const double MostTimes = 20;

    private RolloutRecords Rollouts => new(Database);

    [Fact]
    public async Task A_turn_among_10_000_servers_takes_about_as_long_as_among_100()
    {
        var (few, many) = (await BestAsync(100), await BestAsync(10_000));

        Assert.InRange(many / few, 0, MostTimes);
    }

    /// <summary>Milliseconds of the quickest turn with its hold.</summary>
    private async Task<double> BestAsync(int servers)
    {
        var workspace = await Seed.WorkspaceAsync();
        var row = new RolloutRow
        {
            Id = RecordId.New("rol"), WorkspaceId = workspace, Kind = "system.info", Args = "{}", Parallel = Turn, Canary = 0, StopAfterFailures = 1, UserId = "usr_1",
            CallerName = "a@example.com", Status = RolloutStatus.Running, Pending = servers, CreatedAt = 1,
        };
        Assert.Equal(Effect.Done, await Rollouts.AddAsync(row, [.. Enumerable.Range(0, servers).Select(n => $"srv_{n}")], Seed.Entry(workspace, "rollout.create"), null));
        var best = double.MaxValue;
        for (var turn = 0; turn < Tries; turn++)
            best = Math.Min(best, await TakeAsync(row.Id));
        return best;
    }

    private async Task<double> TakeAsync(string id)
    {
        var before = (await Rollouts.FindAsync(id))!;
        var next = await Rollouts.NextAsync(id, Turn);
        var start = Stopwatch.GetTimestamp();
        Assert.True(await Rollouts.TurnAsync(
            before, before with { Pending = before.Pending - Turn, Running = before.Running + Turn },
            [.. next.Select(server => new ServerMove(server.ServerId, RolloutServerState.Running))], null));
        Assert.True(await Rollouts.HoldAsync(id, next));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

public sealed class SqliteRolloutScaleTests() : RolloutScaleTests(postgres: false);

public sealed class PostgresRolloutScaleTests() : RolloutScaleTests(postgres: true);
