using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.Testing;
using Npgsql;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>Silos find each other over the database, whatever the order they start in.</summary>
public sealed class SiloClusterTests : IAsyncLifetime
{
    private static readonly string[] Lines = ["over", "three", "silos"];
    private readonly SiloCluster cluster = new();

    public async ValueTask InitializeAsync() => await cluster.StartAsync(3);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Three_that_start_at_once_from_an_empty_database_are_one_cluster_with_one_key()
    {
        Assert.Equal(3, await ActiveAsync());
        using var owner = await cluster.SetUpAsync();
        var keys = await Task.WhenAll(cluster.Silos.Select(silo => owner.Http.GetStringAsync(new Uri(silo.Address, "/.well-known/jwks.json"))));
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task A_job_asked_for_on_one_runs_on_an_agent_of_another_and_is_read_on_a_third()
    {
        using var owner = await cluster.SetUpAsync();
        using var third = owner.At(cluster.Silos[2].Address);
        var (serverId, install) = await owner.ServerAsync();
        await using var agent = new ForeignAgent(cluster.Silos[1].Address, await owner.RegisterAsync(install), full: true, Lines);
        agent.Start();
        var jobId = await owner.JobAsync(serverId, "system.info");
        Assert.Equal("succeeded", (await third.EndedAsync(jobId)).GetProperty("status").GetString());
        await Until.Async(async () => (await third.GetAsync($"/v1/jobs/{jobId}")).GetProperty("log").GetProperty("complete").GetBoolean());
        Assert.Equal("over\nthree\nsilos\n", await third.Http.GetStringAsync($"/v1/jobs/{jobId}/logs.txt"));
    }

    [Fact]
    public async Task One_may_leave_and_another_may_join()
    {
        using var owner = await cluster.SetUpAsync();
        Assert.Equal(0, await cluster.Silos[2].TerminateAsync());
        Assert.Equal(2, await ActiveAsync());
        var fourth = await cluster.StartAnotherAsync();
        Assert.Equal(3, await ActiveAsync());
        using var there = owner.At(fourth.Address);
        Assert.Equal(Owner.Email, (await there.GetAsync("/v1/account")).GetProperty("user").GetProperty("email").GetString());
    }

    private async Task<long> ActiveAsync()
    {
        await using var source = NpgsqlDataSource.Create(cluster.Database);
        await using var command = source.CreateCommand("SELECT count(*) FROM orleans_silos WHERE status = 3");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
