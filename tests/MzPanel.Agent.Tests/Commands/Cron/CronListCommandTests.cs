using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Cron;

namespace MzPanel.Agent.Tests.Commands.Cron;

public sealed class CronListCommandTests : IDisposable
{
    private readonly KindRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Entries_of_users_and_of_the_system_are_told_with_who_runs_them_and_where_they_stand()
    {
        run.Sandbox.Put("/var/spool/cron/crontabs/tom", "# mine\nMAILTO=tom@example.org\n*/5  * * *\t1-5 /home/tom/backup --to 'a b'\n@daily echo hi\n");
        run.Sandbox.Put("/etc/crontab", "SHELL=/bin/sh\n17 * * * * root run-parts /etc/cron.hourly\n");
        run.Sandbox.Put("/etc/cron.d/certbot", "0 */12 * * * root certbot renew\n");
        run.Sandbox.Put("/etc/cron.d/certbot.dpkg-old", "0 0 * * * root never\n");

        var found = await ReadAsync();

        Assert.Equal(
            [("tom", "*/5 * * * 1-5", "/home/tom/backup --to 'a b'"), ("tom", "@daily", "echo hi"), ("root", "17 * * * *", "run-parts /etc/cron.hourly"), ("root", "0 */12 * * *", "certbot renew")],
            found.Entries.Select(e => (e.User, e.Schedule, e.Command)));
        Assert.Equal(["tom", "tom", "crontab", "certbot"], found.Entries.Select(e => Path.GetFileName(e.Source)));
    }

    [Fact]
    public async Task What_is_no_entry_a_link_or_too_large_is_named_and_the_rest_is_read()
    {
        run.Sandbox.Put("/etc/crontab", "* * * *\n@reboot\n1 2 3 4 5 root ok\n");
        run.Sandbox.Put("/etc/cron.d/huge", new string('#', 300_000));
        run.Sandbox.Put("/var/spool/cron/crontabs/tom", "@daily x\n");
        File.CreateSymbolicLink(run.Sandbox.Root.Resolve("/var/spool/cron/crontabs/ann"), "/etc/shadow");

        var found = await ReadAsync();

        Assert.Equal(["x", "ok"], found.Entries.Select(e => e.Command));
        Assert.Contains(found.Notes, n => n.Contains("crontab: line 1, 2 is no entry", StringComparison.Ordinal));
        Assert.Equal(2, found.Notes.Count(n => n.Contains("left out", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task No_more_than_a_bounded_number_of_entries_of_bounded_length_is_told()
    {
        run.Sandbox.Put("/etc/cron.d/many", string.Concat(Enumerable.Repeat("* * * * * root x\n", 2_500)));
        run.Sandbox.Put("/etc/crontab", "@daily root " + new string('y', 5_000));

        var found = await ReadAsync();

        Assert.Equal((2_000, 2_001), (found.Entries.Count, found.Entries[0].Command.Length));
        Assert.Contains("501 further entries are left out.", found.Notes);
    }

    private async Task<CronInventory> ReadAsync() =>
        System.Text.Json.JsonSerializer.Deserialize((await run.RunAsync(new CronListCommand())).Result!.Value, CommandsJson.Plain.CronInventory)!;
}
