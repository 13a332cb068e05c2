using MzPanel.Data.GrainStates;

namespace MzPanel.Data.Tests.GrainStates;

public abstract class GrainStateRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private GrainStateRecords States => new(Database);

    [Fact]
    public async Task State_changes_only_by_who_knows_its_etag()
    {
        Assert.Null(await States.ReadAsync("server", "srv_1"));
        var first = await States.WriteAsync("server", "srv_1", [1], null);
        Assert.Null(await States.WriteAsync("server", "srv_1", [2], null));
        var second = await States.WriteAsync("server", "srv_1", [3], first);
        Assert.Null(await States.WriteAsync("server", "srv_1", [4], first));
        var found = await States.ReadAsync("server", "srv_1");
        Assert.Equal([3], found!.Value.Payload);
        Assert.Equal(second, found.Value.ETag);
    }

    [Fact]
    public async Task States_of_one_grain_are_apart_by_name()
    {
        await States.WriteAsync("server", "x", [1], null);
        await States.WriteAsync("job", "x", [2], null);
        Assert.Equal([1], (await States.ReadAsync("server", "x"))!.Value.Payload);
    }

    [Fact]
    public async Task An_etag_from_before_a_clear_fits_nothing_after_it()
    {
        var old = await States.WriteAsync("server", "x", [1], null);
        Assert.True(await States.ClearAsync("server", "x", old!));
        Assert.False(await States.ClearAsync("server", "x", old!));
        var next = await States.WriteAsync("server", "x", [2], null);
        Assert.Null(await States.WriteAsync("server", "x", [3], old));
        Assert.NotNull(await States.WriteAsync("server", "x", [3], next));
    }
}

public sealed class SqliteGrainStateRecordsTests() : GrainStateRecordsTests(postgres: false);

public sealed class PostgresGrainStateRecordsTests() : GrainStateRecordsTests(postgres: true);
