using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Injection;

/// <summary>What comes past the gate into a database kind is in no statement and no argument as it came.</summary>
public sealed class DatabaseInjectionTests : IDisposable
{
    private const int Telling = 6;
    private readonly Sandbox sandbox = new();
    private readonly RecordingPrograms programs = new();

    public void Dispose() => sandbox.Dispose();

    [Theory, InlineData(DatabaseArgs.MariaDb, "mariadb"), InlineData(DatabaseArgs.PostgreSql, "psql")]
    public async Task No_hostile_text_is_in_a_statement_an_argument_or_a_path(string engine, string client)
    {
        sandbox.Put("/run/mysqld/mysqld.sock", "");
        sandbox.Put("/run/postgresql/.s.PGSQL.5432", "");
        programs.Answer("mariadb --protocol=socket", "found").Answer("psql --no-password", "found");
        var (tried, asked) = (0, 0);
        foreach (var (kind, field, _, put) in Payloads.Fields(CommandCatalogue.All.Where(k => k.Name.StartsWith("database.", StringComparison.Ordinal))))
        {
            asked += (await CallsAsync(kind, engine, field, Payloads.GoodText(field))).Count(c => c.Program == client);
            foreach (var text in Payloads.For(Payloads.GoodText(field), sandbox.Root.Path + "/canary"))
            {
                foreach (var call in await CallsAsync(kind, engine, field, (string)put(text)))
                    Assert.False(text.Length >= Telling && (Holds(call.Input, text) || call.Arguments.Any(a => Holds(a, text))), $"{kind.Name} {field} {JsonSerializer.Serialize(text)}: {call.Input}");
                Assert.True(text.Length < Telling || !Directory.EnumerateFileSystemEntries(sandbox.Root.Path, "*", SearchOption.AllDirectories).Any(p => Holds(p, text)), text);
                tried++;
            }
        }
        Console.WriteLine($"Injection: {tried} hostile texts past the gate to {engine}, none in a statement");
        Assert.True(tried > 1_000 && asked > 20, $"{tried} {asked}");
    }

    private async Task<IReadOnlyList<ProgramCall>> CallsAsync(CommandKind kind, string engine, string field, string value)
    {
        programs.Calls.Clear();
        var args = kind.Args.Fields.Where(f => f.Required && f.Only is null).ToDictionary(f => f.Name, f => Payloads.Good(f.Name));
        args["engine"] = engine;
        if (args.ContainsKey("user"))
            args["user"] = "anna";
        args[field] = value is "root" ? "anna" : value is DatabaseArgs.MariaDb ? engine : value;
        try
        {
            await CommandSet.Find(kind.Name)!.RunAsync(
                new CommandContext(JsonSerializer.SerializeToElement(args), sandbox.Root, LocalPolicy.Strict, new MemoryLog(), programs), TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // As a worker tells it: the kind failed.
        }
        return [.. programs.Calls];
    }

    private static bool Holds(string? whole, string text) => whole?.Contains(text, StringComparison.Ordinal) == true;
}
