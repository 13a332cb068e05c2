using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.Testing;
using Npgsql;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>Backup and restore as docs/operations.md tells, with the databases' own programs.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TempDirectory backup = new();
    private readonly TempDirectory data = new();

    private string Dump => Path.Combine(backup.Path, "mzpanel.dump");

    [Fact]
    public async Task A_dump_restored_into_a_new_database_goes_on_with_the_same_agents()
    {
        await using var server = await PgServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(database).Database!;
        string[] at = ["--host=127.0.0.1", $"--port={server.Port}", "--username=postgres"];
        await GoesOnAsync(
            () => RunAsync("pg_dump", [.. at, "--format=custom", "--exclude-table-data=orleans_silos", "--exclude-table-data=orleans_clusters", $"--file={Dump}", name]),
            async () =>
            {
                await server.DropDatabaseAsync(database);
                await server.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0");
                await RunAsync("pg_restore", [.. at, "--exit-on-error", "--no-owner", $"--dbname={name}", Dump]);
            }, $"--Storage:Postgres={database}");
    }

    [Fact]
    public async Task A_copy_of_the_running_SQLite_file_goes_on_with_the_same_agents()
    {
        var (running, copy) = (Path.Combine(data.Path, "mzpanel.db"), Path.Combine(backup.Path, "mzpanel.db"));
        await GoesOnAsync(
            () => RunAsync("sqlite3", running, $"VACUUM INTO '{copy}'"),
            () =>
            {
                File.Copy(copy, running);
                return Task.CompletedTask;
            });
    }

    public void Dispose()
    {
        backup.Dispose();
        data.Dispose();
    }

    /// <summary>Backs up under way, works on, loses everything, restores, and looks whether the agent works on with what it has.</summary>
    private async Task GoesOnAsync(Func<Task> save, Func<Task> restore, params string[] settings)
    {
        await using var silo = new SiloProcess(data.Path, settings);
        await silo.StartAsync();
        using var owner = await Owner.SetUpAsync(silo);
        var (server, install) = await owner.ServerAsync();
        await using var agent = new ForeignAgent(silo.Address, await owner.RegisterAsync(install), full: true, ["one"]);
        agent.Start();
        var kept = await owner.JobAsync(server, "system.info");
        Assert.Equal("succeeded", await EndAsync(owner, kept));

        await save();
        Copy(data, backup);
        for (var again = 0; again < 3; again++)
            await ComesBackAsync(silo, agent, () => Task.CompletedTask);
        var before = agent.Epoch;

        await ComesBackAsync(silo, agent, async () =>
        {
            data.Empty();
            Copy(backup, data);
            await restore();
        });
        Assert.True(agent.Epoch > before, $"The epoch went from {before} to {agent.Epoch}.");
        Assert.Equal("succeeded", await EndAsync(owner, kept));
        Assert.Equal("succeeded", await EndAsync(owner, await owner.JobAsync(server, "system.info")));
    }

    private static async Task ComesBackAsync(SiloProcess silo, ForeignAgent agent, Func<Task> between)
    {
        var epoch = agent.Epoch;
        await silo.KillAsync();
        await between();
        await silo.StartAsync();
        await Until.Async(() => Task.FromResult(agent.Epoch != epoch));
    }

    private static void Copy(TempDirectory from, TempDirectory to) => File.Copy(Path.Combine(from.Path, "master.key"), Path.Combine(to.Path, "master.key"), overwrite: true);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var (code, _, error) = await Programs.RunAsync(program, arguments);
        Assert.Equal((0, ""), (code, error));
    }

    private static async Task<string?> EndAsync(Owner owner, string job) => (await owner.EndedAsync(job)).GetProperty("status").GetString();
}
