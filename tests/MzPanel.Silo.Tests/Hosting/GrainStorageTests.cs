using Microsoft.Extensions.DependencyInjection;
using MzPanel.Data;
using MzPanel.Testing;
using Orleans.Storage;

namespace MzPanel.Silo.Tests.Hosting;

/// <summary>Private state of grains, as a whole silo keeps it on either database.</summary>
public sealed class GrainStorageTests
{
    private static readonly GrainId Id = GrainId.Create("server", "srv_1");

    [Theory]
    [InlineData(false, "Default")]
    [InlineData(true, "Default")]
    [InlineData(true, "PubSubStore")]
    public async Task A_state_is_read_back_and_a_second_writer_loses(bool postgres, string store)
    {
        await using var records = postgres ? await TestRecords.PostgresAsync() : null;
        await using var silo = await WholeSilo.StartAsync(records is null ? [] : [$"--Storage:Postgres={records.Options.Postgres}"]);
        var storage = silo.Silo.Web.Services.GetRequiredKeyedService<IGrainStorage>(store);
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

    [Fact]
    public async Task States_of_one_grain_are_apart_by_name_and_a_cleared_subscription_leaves_no_row()
    {
        await using var records = await TestRecords.PostgresAsync();
        await using var silo = await WholeSilo.StartAsync($"--Storage:Postgres={records.Options.Postgres}");
        var states = silo.Silo.Web.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        var (server, job) = (new GrainState<List<string>>(["server"]), new GrainState<List<string>>(["job"]));
        await states.WriteStateAsync("server", Id, server);
        await states.WriteStateAsync("job", Id, job);
        await states.ReadStateAsync("server", Id, server);
        Assert.Equal(["server"], server.State);

        var subscriptions = silo.Silo.Web.Services.GetRequiredKeyedService<IGrainStorage>("PubSubStore");
        var some = new GrainState<List<string>>(["some"]);
        await subscriptions.WriteStateAsync("subs", Id, some);
        await subscriptions.ClearStateAsync("subs", Id, some);
        Assert.Equal(["job", "server"], (await silo.Service<Database>().QueryAsync<string>("SELECT type_name FROM orleans_grain_state")).Select(n => n.Split('.')[^1]).Order());
    }
}
