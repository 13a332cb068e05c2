using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Silo.Tests.Agents;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Jobs;

public sealed class DueWorkTests
{
    [Fact]
    public async Task A_job_whose_time_passed_while_no_silo_ran_expires_without_anybody_asking()
    {
        await using var records = await TestRecords.PostgresAsync();
        var seed = new Seed(records.Database);
        var job = await seed.JobAsync(await seed.ServerAsync());
        await using var silo = await WholeSilo.StartAsync(
            $"--Storage:Postgres={records.Options.Postgres}", $"--Keys:MasterKeyFile={records.Options.DataDirectory}/master.key");
        var jobs = new JobRecords(records.Database);
        await AgentHost.UntilAsync(async () => (await jobs.FindAsync(job.Id))!.Status == JobStatus.Expired);
    }

    [Fact]
    public async Task A_server_whose_silo_died_goes_offline_without_anybody_asking()
    {
        await using var records = await TestRecords.PostgresAsync();
        var servers = new ServerRecords(records.Database);
        var seed = new Seed(records.Database);
        var server = await seed.ServerAsync();
        await seed.ConnectAsync(server.Id);
        await servers.SetStatusAsync(server, ServerStatus.Online, 1, null, null);
        await using var silo = await WholeSilo.StartAsync(
            $"--Storage:Postgres={records.Options.Postgres}", $"--Keys:MasterKeyFile={records.Options.DataDirectory}/master.key",
            "--Agents:OfflineSeconds=2", "--Agents:JudgeFreeMinutes=0");
        await AgentHost.UntilAsync(async () => (await servers.FindAsync(server.Id))!.Status == ServerStatus.Offline);
    }
}
