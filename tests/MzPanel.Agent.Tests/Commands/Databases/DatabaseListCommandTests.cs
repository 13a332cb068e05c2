using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Testing;
using Sandbox = MzPanel.Agent.Tests.Sandboxes.Sandbox;

namespace MzPanel.Agent.Tests.Commands.Databases;

/// <summary>Databases of a real MariaDB and a real PostgreSQL.</summary>
public sealed class DatabaseListCommandTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task Databases_are_told_with_their_sizes_whatever_they_are_called()
    {
        var maria = await MariaDbServer.SharedAsync();
        maria.AppearIn(sandbox.Root.Path);
        var name = $"inventory '\"; \t{Guid.NewGuid():N}";
        await maria.ExecuteAsync($"CREATE DATABASE `{name}`; CREATE TABLE `{name}`.t (a INT); INSERT INTO `{name}`.t VALUES (1);");
        var sockets = sandbox.Root.Resolve("/run/postgresql");
        Directory.CreateDirectory(sockets);
        File.SetUnixFileMode(sockets, (UnixFileMode)0x1FF);
        File.SetUnixFileMode(sandbox.Root.Path, (UnixFileMode)0x1ED);
        await using var postgres = await PgServer.StartAsync("unix_socket_directories=" + sockets);
        await postgres.ExecuteAsync("CREATE DATABASE \"a\nb\"");

        var found = await ReadAsync();

        Assert.Empty(found.Notes);
        Assert.True(found.Databases.Single(d => d.Name == name && d.Engine == "mariadb").SizeBytes > 0);
        Assert.Equal(postgres.Port, found.Databases.Single(d => d is { Name: "a\nb", Engine: "postgresql", SizeBytes: > 1_000_000 }).Port);
        Assert.DoesNotContain(found.Databases, d => d.Name is "mysql" or "template1" or "information_schema");
        await maria.ExecuteAsync($"DROP DATABASE `{name}`;");
    }

    [Fact]
    public async Task Where_no_engine_runs_the_list_is_empty_and_says_why()
    {
        var found = await ReadAsync();
        Assert.Empty(found.Databases);
        Assert.Contains(found.Notes, n => n.StartsWith("MariaDB is not installed or does not run", StringComparison.Ordinal));
        Assert.Contains("PostgreSQL is not installed or does not run.", found.Notes);
    }

    [Fact]
    public async Task One_that_does_not_answer_is_told_and_keeps_nothing_else_from_being_told()
    {
        sandbox.Put("/run/mysqld/mysqld.sock", "");
        sandbox.Put("/run/postgresql/.s.PGSQL.5432", "");
        var found = await ReadAsync();
        Assert.Empty(found.Databases);
        Assert.Equal(["MariaDB", "PostgreSQL"], found.Notes.Select(n => n.Split(' ')[0]));
    }

    private async Task<DatabaseInventory> ReadAsync()
    {
        using var stop = new StopRequest(TimeProvider.System);
        var context = new CommandContext(JsonElement.Parse("{}"), sandbox.Root, LocalPolicy.Read(sandbox.Root), new MemoryLog(), new Programs(stop));
        var result = await new DatabaseListCommand(TimeProvider.System).RunAsync(context, TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize(result.Result!.Value, CommandsJson.Plain.DatabaseInventory)!;
    }
}
