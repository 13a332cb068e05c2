using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Agent.Backups;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Agent.Tests.Injection;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>What becomes of hostile texts in a backup past the gate: one value of one option, or nothing.</summary>
public sealed class BackupInjectionTests : IDisposable
{
    private readonly BackupBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_hostile_pattern_path_or_plan_is_one_argument_of_restic_and_leads_out_of_nothing()
    {
        bench.Sandbox.Put("/srv/page", "one");
        var handed = 0;
        foreach (var text in Payloads.For("a", bench.Root.Path + "/canary"))
        {
            handed += await WholeAsync("--exclude=", text, args => args["exclude"] = new JsonArray(text), [text, bench.Root.Path + text]);
            handed += await WholeAsync("--tag=", text, args => args["plan_id"] = text, ["plan:" + text]);
            var calls = await CallsAsync(args => args["paths"] = new JsonArray(text));
            Assert.All(calls.SelectMany(Paths), path => Assert.StartsWith(bench.Root.Path + "/", path, StringComparison.Ordinal));
        }
        Assert.True(handed > 100, $"{handed}");
        Assert.False(File.Exists(bench.Root.Path + "/canary"));
    }

    [Theory, InlineData("../../etc/passwd"), InlineData("a/b"), InlineData(".."), InlineData("a\nb"), InlineData("-x"), InlineData("")]
    public void No_name_of_a_database_leads_out_of_the_folder_of_dumps(string name)
    {
        var file = Path.GetFullPath("/dumps/" + new DatabaseRef("postgresql", name, 5432).File);
        Assert.Equal("/dumps/postgresql/5432", Path.GetDirectoryName(file));
        Assert.Equal("/dumps/mariadb", Path.GetDirectoryName(Path.GetFullPath("/dumps/" + new DatabaseRef("mariadb", name, null).File)));
    }

    private async Task<int> WholeAsync(string option, string text, Action<JsonObject> change, string[] values)
    {
        var found = 0;
        foreach (var call in await CallsAsync(change))
            foreach (var argument in call.Arguments.TakeWhile(a => a != "--").Where(a => a.Contains(text, StringComparison.Ordinal) && text.Length > 6))
            {
                Assert.Contains(argument, values.Select(v => option + v));
                found++;
            }
        return found;
    }

    private static IEnumerable<string> Paths(ProgramCall call) => call.Arguments.SkipWhile(a => a != "--").Skip(1);

    private async Task<List<ProgramCall>> CallsAsync(Action<JsonObject> change)
    {
        var args = new JsonObject { ["plan_id"] = "plan_one", ["kind"] = "full", ["paths"] = new JsonArray("/srv"), ["destinations"] = new JsonArray(bench.Local()) };
        change(args);
        var programs = new RecordingPrograms();
        using var json = JsonDocument.Parse(args.ToJsonString());
        var context = new CommandContext(json.RootElement, bench.Root, LocalPolicy.Strict, bench.Log, programs);
        try
        {
            Assert.NotEqual(0, (await CommandSet.Find("backup.run")!.RunAsync(context, TestContext.Current.CancellationToken)).ExitCode);
        }
        catch (ArgumentException)
        {
            // A path with a NUL is none.
        }
        return programs.Calls;
    }
}
