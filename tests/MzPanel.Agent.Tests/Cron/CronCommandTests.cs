using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Cron;
using MzPanel.Agent.Cron;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Tests.Cron;

public sealed class CronCommandTests : IDisposable
{
    private readonly CronBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Cron_is_told_when_and_by_whose_name_and_nothing_of_what_is_to_run()
    {
        Assert.Equal(0, (await bench.SetAsync("echo 100%\necho more", schedule: "*/5 * * * *")).ExitCode);

        var lines = File.ReadAllLines(bench.Tab);
        Assert.Equal(["# Made by mzagent", "MAILTO=\"\""], lines[..2]);
        Assert.Matches($@"^\*/5 \* \* \* \* root /\S+ cron-exec nightly --root {bench.Run.Sandbox.Root.Path}$", Assert.Single(lines[2..]));
        Assert.EndsWith("\n", File.ReadAllText(bench.Tab), StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0x1A4, File.GetUnixFileMode(bench.Tab));
        var entry = Assert.Single((await ListAsync()).Entries);
        Assert.Equal((SiteUsers.NameFor(CronBench.Site), "*/5 * * * *", "echo 100%\necho more", "nightly", CronBench.Site), (entry.User, entry.Schedule, entry.Command, entry.Entry, entry.SiteId));
        Assert.Null(entry.Last);
    }

    [Fact]
    public async Task Set_again_it_is_changed_and_deleted_it_is_gone_with_its_last_result()
    {
        await bench.SetAsync("true");
        await bench.SetAsync("false", schedule: "@hourly");
        Assert.Equal(("false", "@hourly"), (bench.Jobs.Find("nightly")!.Command, bench.Jobs.Find("nightly")!.Schedule));
        bench.Jobs.Write("nightly", new CronOutcome(1, 2, 3, "x"));

        Assert.Equal(0, (await bench.DeleteAsync()).ExitCode);
        Assert.Equal(0, (await bench.DeleteAsync()).ExitCode);
        Assert.False(File.Exists(bench.Tab));
        Assert.Null(bench.Jobs.Find("nightly"));
        Assert.Null(bench.Jobs.Outcome("nightly"));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_done_and_leaves_everything()
    {
        await bench.SetAsync("true", ",\"dry_run\":true");
        Assert.False(File.Exists(bench.Tab));
        Assert.Contains(bench.Run.Log.Lines, l => l.Text.StartsWith("Would have cron run the entry nightly at 0 3 * * *", StringComparison.Ordinal));
        await bench.SetAsync("true");
        await bench.DeleteAsync(",\"dry_run\":true");
        Assert.True(File.Exists(bench.Tab));
    }

    [Fact]
    public async Task Where_cron_s_file_cannot_be_written_the_entry_is_as_it_was_before()
    {
        Directory.CreateDirectory(bench.Tab);
        Assert.EndsWith("The VPS is as it was before.", (await bench.SetAsync("true")).Error!.Message, StringComparison.Ordinal);
        Assert.Null(bench.Jobs.Find("nightly"));

        Directory.Delete(bench.Tab);
        await bench.SetAsync("first");
        File.Delete(bench.Tab);
        Directory.CreateDirectory(bench.Tab);
        Assert.NotNull((await bench.SetAsync("second")).Error);
        Directory.Delete(bench.Tab);
        await bench.SetAsync("first");
        Assert.Equal("first", bench.Jobs.Find("nightly")!.Command);
    }

    [Fact]
    public async Task A_free_shell_in_cron_needs_the_policy_of_the_VPS()
    {
        Assert.Equal("policy_denied", (await bench.SetShellAsync("true")).Error!.Code);
        bench.Run.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true, "allow_host": true}""");
        Assert.Equal(0, (await bench.SetShellAsync("true")).ExitCode);
        Assert.Equal("root", bench.Jobs.Find("nightly")!.User);
    }

    [Fact]
    public async Task A_free_shell_is_removed_only_by_who_may_set_one_and_where_the_policy_of_the_VPS_allows_it()
    {
        bench.Run.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true, "allow_host": true}""");
        await bench.SetShellAsync("true");

        var refused = (await bench.DeleteAsync()).Error!;
        Assert.Equal("other_kind", refused.Code);
        Assert.Contains("cron.shell.delete", refused.Message, StringComparison.Ordinal);
        bench.Run.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_host": true}""");
        Assert.Equal("policy_denied", (await bench.DeleteShellAsync()).Error!.Code);
        Assert.True(File.Exists(bench.Tab));

        bench.Run.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true, "allow_host": true}""");
        Assert.Equal(0, (await bench.DeleteShellAsync()).ExitCode);
        Assert.False(File.Exists(bench.Tab));
        await bench.SetAsync("true");
        Assert.Equal("other_kind", (await bench.DeleteShellAsync()).Error!.Code);
        Assert.True(File.Exists(bench.Tab));
    }

    [Fact]
    public async Task Nobody_takes_over_the_entry_of_another()
    {
        bench.Run.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true, "allow_host": true}""");
        await bench.SetShellAsync("true");
        Assert.Equal("already_exists", (await bench.SetAsync("false")).Error!.Code);
        Assert.Equal("already_exists", (await bench.SetShellAsync("false", ",\"user\":\"nobody\"")).Error!.Code);
        Assert.Equal("true", bench.Jobs.Find("nightly")!.Command);
    }

    [Fact]
    public async Task A_site_that_is_not_there_has_no_entries()
    {
        new SiteRegistry(bench.Run.Sandbox.Root).Delete(CronBench.Site);
        Assert.Equal("not_found", (await bench.SetAsync("true")).Error!.Code);
    }

    [Theory]
    [InlineData("""{"entry":"nightly","site_id":"site_one","user":"root","schedule":"@daily","command":"id"}""")]
    [InlineData("""{"entry":"other","user":"root","schedule":"@daily","command":"id"}""")]
    [InlineData("""{"entry":"nightly","user":"root","schedule":"@daily root id","command":"id"}""")]
    [InlineData("{")]
    public async Task What_is_stored_is_trusted_no_more_than_what_comes_in(string stored)
    {
        bench.Run.Sandbox.Put("/etc/mz/cron/nightly.json", stored);
        Assert.Equal("bad_registry", Assert.Throws<SiteException>(() => bench.Jobs.Find("nightly")).Code);
        Assert.Equal(1, (await bench.ExecAsync()).ExitCode);
    }

    private async Task<CronInventory> ListAsync() =>
        JsonSerializer.Deserialize((await bench.Run.RunAsync(new CronListCommand())).Result!.Value, CommandsJson.Plain.CronInventory)!;
}
