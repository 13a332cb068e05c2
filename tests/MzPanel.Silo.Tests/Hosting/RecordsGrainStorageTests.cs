using Microsoft.Extensions.DependencyInjection;
using MzPanel.Data.GrainStates;
using MzPanel.Silo.Hosting;
using MzPanel.Testing;
using Orleans.Serialization;
using Orleans.Storage;

namespace MzPanel.Silo.Tests.Hosting;

public sealed class RecordsGrainStorageTests
{
    private static readonly GrainId Id = GrainId.Create("server", "srv_1");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_state_is_read_back_and_a_second_writer_loses(bool postgres)
    {
        await using var records = postgres ? await TestRecords.PostgresAsync() : await TestRecords.SqliteAsync();
        var storage = Storage(records);
        var (mine, other) = (new GrainState<Dictionary<string, int>>(), new GrainState<Dictionary<string, int>>());
        await storage.ReadStateAsync("server", Id, mine);
        Assert.False(mine.RecordExists);
        await storage.ReadStateAsync("server", Id, other);
        mine.State!["n"] = 1;
        await storage.WriteStateAsync("server", Id, mine);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("server", Id, other));
        await storage.ReadStateAsync("server", Id, other);
        Assert.Equal((1, true), (other.State!["n"], other.RecordExists));
        await storage.ClearStateAsync("server", Id, other);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("server", Id, mine));
        await storage.ReadStateAsync("server", Id, mine);
        Assert.Empty(mine.State);
    }

    private static RecordsGrainStorage Storage(TestRecords records)
    {
        var serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
        return new RecordsGrainStorage(new GrainStateRecords(records.Database), new OrleansGrainStorageSerializer(serializer));
    }
}
