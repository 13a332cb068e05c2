using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Config;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Jobs;

namespace MzPanel.Agent.Tests.Commands.Databases;

/// <summary>A sandbox in which the kinds find real servers: the built agent as a worker, and people who sign in as they would.</summary>
internal sealed class DatabaseBench : IDisposable
{
    private readonly DatabaseServers servers;
    private int runs;

    public DatabaseBench(DatabaseServers servers)
    {
        this.servers = servers;
        File.SetUnixFileMode(Root, SystemFile.ReadableDirectory);
        servers.Maria.AppearIn(Root);
        Directory.CreateDirectory(Root + "/run/postgresql");
        File.CreateSymbolicLink($"{Root}/run/postgresql/.s.PGSQL.{servers.Postgres.Port}", servers.PostgresSocket);
    }

    public WorkerBench Jobs { get; } = new(inMemory: true);

    public string Root => Jobs.Sandbox.Root.Path;

    /// <summary>A name that no other test has.</summary>
    public string Name { get; } = "shop_" + Guid.NewGuid().ToString("N")[..12];

    public string User { get; } = "anna-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>The job that was started last.</summary>
    public string Ref => $"c{runs}";

    public async Task<DatabaseFacts> RunAsync(string kind, string args)
    {
        var exit = await TryAsync(kind, args);
        Assert.True(exit.ExitCode == 0, $"{kind} {args}: {exit.Error?.Code} {exit.Error?.Message}\n{Text()}");
        return exit.Result is { } result ? JsonSerializer.Deserialize(result, CommandsJson.Plain.DatabaseFacts)! : new DatabaseFacts();
    }

    public Task<JobExit> TryAsync(string kind, string args)
    {
        Start(kind, args);
        return Jobs.ExitAsync(Ref);
    }

    /// <summary>Why a kind refuses, without the process of a worker's.</summary>
    public async Task<string?> RefusalAsync(string kind, string args)
    {
        using var stop = new StopRequest(TimeProvider.System);
        var context = new CommandContext(JsonElement.Parse(args), Jobs.Sandbox.Root, LocalPolicy.Strict, new MemoryLog(), new Programs(stop));
        return (await CommandSet.Find(kind)!.RunAsync(context, TestContext.Current.CancellationToken)).Error?.Code;
    }

    public void Start(string kind, string args)
    {
        using var json = JsonDocument.Parse(args);
        Assert.Empty(CommandSet.Find(kind)!.Kind.Args.Check(json.RootElement));
        runs++;
        Jobs.Start(Ref, kind, args, timeoutS: 120);
    }

    /// <summary>Kills a job once it has told so many lines; false where it came to its end before.</summary>
    public async Task<bool> KilledAsync(string kind, string args, int lines)
    {
        Start(kind, args);
        var seen = await WorkerBench.Eventually(
            () => Jobs.Lines(Ref).Count >= lines ? "told" : Jobs.Workers.Look(Ref).Exit is not null ? "ended" : null, "a line or the end");
        Jobs.Workers.Kill(Ref);
        await WorkerBench.Eventually(() => Jobs.Workers.Look(Ref).Running ? null : "dead", "the worker's death");
        return seen == "told";
    }

    public string Text() => string.Join('\n', Jobs.Lines(Ref).Select(l => l.Text));

    public string Of(string engine, string more = "") => $$"""{"engine":"{{engine}}","name":"{{Name}}"{{more}}}""";

    public string Who(string engine, string more = "") => $$"""{"engine":"{{engine}}","user":"{{User}}"{{more}}}""";

    public string Rights(string engine, string? rights = null) => Of(engine, $$""","user":"{{User}}"{{(rights is null ? "" : $",\"rights\":\"{rights}\"")}}""");

    /// <summary>The password that was made up, out of the file for people.</summary>
    public static string Left(string? file) => File.ReadAllLines(file!).Single(l => l.StartsWith("password: ", StringComparison.Ordinal))["password: ".Length..];

    /// <summary>What a statement of the administrator's answers.</summary>
    public async Task<string> AdminAsync(string engine, string sql, string? database = null)
    {
        var (ok, said) = await SayAsync(engine, engine == "mariadb" ? "root" : "postgres", "", sql, database);
        return ok ? said : throw new InvalidOperationException(said);
    }

    /// <summary>Whether a statement of a user's own works.</summary>
    public async Task<bool> MayAsync(string engine, string user, string password, string sql) => (await SayAsync(engine, user, password, sql, Name)).Ok;

    /// <summary>Somebody who has said this to MariaDB about the database, and stays signed in until the end.</summary>
    public async Task<IDisposable> HoldAsync(string sql)
    {
        var start = new ProcessStartInfo("mariadb", ["--no-defaults", "--socket=" + servers.Maria.Socket, "--user=root", "--batch", "--unbuffered", "--skip-column-names", "--database=" + Name])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        var client = Process.Start(start)!;
        await client.StandardInput.WriteLineAsync(sql + " SELECT 'held';");
        await client.StandardInput.FlushAsync();
        while (await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } said && said != "held")
            continue;
        return new Holding(client);
    }

    private async Task<(bool Ok, string Said)> SayAsync(string engine, string user, string password, string sql, string? database)
    {
        var start = engine == "mariadb"
            ? new ProcessStartInfo("mariadb", ["--no-defaults", "--socket=" + servers.Maria.Socket, "--user=" + user, "--batch", "--raw", "--skip-column-names", "--execute=" + sql,
                .. database is null ? (string[])[] : ["--database=" + database]])
            : new ProcessStartInfo("psql", ["--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--quiet", "--set=ON_ERROR_STOP=1", "--host=127.0.0.1",
                "--port=" + servers.Postgres.Port.ToString(CultureInfo.InvariantCulture), "--username=" + user, "--dbname=" + (database ?? "postgres"), "--command=" + sql]);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, "/");
        (start.Environment["MYSQL_PWD"], start.Environment["PGPASSWORD"]) = (password, password);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, await output + errors);
    }

    public void Dispose() => Jobs.Dispose();

    private sealed class Holding(Process client) : IDisposable
    {
        public void Dispose()
        {
            client.StandardInput.Close();
            client.WaitForExit();
            client.Dispose();
        }
    }
}
