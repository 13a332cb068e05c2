using MzPanel.Data.Events;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Data.Sites;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Sites;

/// <summary>A site's row follows the jobs about it: in the transaction that makes a job, and in the one that ends it.</summary>
public abstract class SiteRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private JobRecords Jobs => new(Database);

    private SiteRecords Sites => new(Database);

    [Fact]
    public async Task A_site_is_made_with_its_job_and_read_back_as_it_was_asked_for()
    {
        var server = await Seed.ServerAsync();
        var job = Job(server, "site.create", "site_1",
            """{"site_id":"site_1","domain":"a.example","aliases":["b.example"],"kind":"php","php_version":"8.4","upload_mb":100}""");
        Assert.Equal(CreateOutcome.Created, await AskAsync(job));

        var site = await Sites.FindAsync(server.WorkspaceId, "site_1");

        Assert.Equal(
            ("a.example", "php", "8.4", null, 100, SiteStatus.Pending, SslStatus.None, 1),
            (site!.Domain, site.Kind, site.PhpVersion, site.Upstream, site.UploadMb, site.Status, site.SslStatus, site.Version));
        Assert.Equal(["b.example"], site.Aliases);
        Assert.Equal((1, 0), (await Sites.CountAsync(server.WorkspaceId), await Sites.CountAsync("wks_other")));
        Assert.Null(await Sites.FindAsync("wks_other", "site_1"));
    }

    [Theory]
    [InlineData(JobStatus.Succeeded, SiteStatus.Active, SslStatus.SelfSigned)]
    [InlineData(JobStatus.Failed, SiteStatus.Failed, SslStatus.None)]
    [InlineData(JobStatus.Cancelled, SiteStatus.Failed, SslStatus.None)]
    [InlineData(JobStatus.Expired, SiteStatus.Failed, SslStatus.None)]
    [InlineData(JobStatus.Lost, SiteStatus.Failed, SslStatus.None)]
    [InlineData(JobStatus.Running, SiteStatus.Pending, SslStatus.None)]
    public async Task The_end_of_the_job_that_makes_a_site_says_what_it_is(string end, string status, string ssl)
    {
        var server = await Seed.ServerAsync();
        await EndAsync(await MakeAsync(server, "site_1", "a.example"), end);

        var site = await Sites.FindAsync(server.WorkspaceId, "site_1");

        Assert.Equal((status, ssl), (site!.Status, site.SslStatus));
    }

    [Fact]
    public async Task A_lost_job_gives_way_to_the_truth_and_so_does_its_site()
    {
        var server = await Seed.ServerAsync();
        var job = await MakeAsync(server, "site_1", "a.example");

        await EndAsync(await EndAsync(job, JobStatus.Lost), JobStatus.Succeeded);

        Assert.Equal(SiteStatus.Active, await StatusAsync(server));
    }

    [Fact]
    public async Task A_domain_is_answered_once_per_server_also_as_an_alias()
    {
        var server = await Seed.ServerAsync();
        await MakeAsync(server, "site_1", "a.example", "b.example");

        Assert.Equal(CreateOutcome.DomainTaken, await AskAsync(New(server, "site_2", "a.example")));
        Assert.Equal(CreateOutcome.DomainTaken, await AskAsync(New(server, "site_2", "b.example")));
        Assert.Equal(CreateOutcome.DomainTaken, await AskAsync(New(server, "site_2", "c.example", "a.example")));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM jobs"));
        Assert.Equal(1, await Sites.CountAsync(server.WorkspaceId));
        Assert.Equal(CreateOutcome.Created, await AskAsync(New(await Seed.ServerAsync(server.WorkspaceId), "site_3", "a.example")));
    }

    [Fact]
    public async Task Of_many_that_ask_for_one_domain_at_once_one_gets_it()
    {
        var server = await Seed.ServerAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => AskAsync(New(server, $"site_{i}", "a.example")))));
        Assert.Equal((1, 11), (outcomes.Count(o => o == CreateOutcome.Created), outcomes.Count(o => o == CreateOutcome.DomainTaken)));
    }

    [Fact]
    public async Task The_last_place_of_a_quota_is_given_once_whichever_servers_ask()
    {
        var servers = new List<ServerRow> { await Seed.ServerAsync() };
        for (var i = 0; i < 5; i++)
            servers.Add(await Seed.ServerAsync(servers[0].WorkspaceId));
        var outcomes = await Task.WhenAll(servers.Select((server, i) => Task.Run(() => AskAsync(New(server, $"site_{i}", "a.example"), new SiteTerms(Quota: 2)))));

        Assert.Equal((2, 4), (outcomes.Count(o => o == CreateOutcome.Created), outcomes.Count(o => o == CreateOutcome.SiteQuota)));
        Assert.Equal(2, await Sites.CountAsync(servers[0].WorkspaceId));
    }

    [Fact]
    public async Task Two_silos_do_not_both_give_the_last_place_of_a_quota()
    {
        if (!IsPostgres)
            return;
        await using var other = await Database.OpenAsync(Records.Options, TimeProvider.System, CancellationToken.None);
        for (var round = 0; round < 10; round++)
        {
            var first = await Seed.ServerAsync();
            var second = await Seed.ServerAsync(first.WorkspaceId);
            var outcomes = await Task.WhenAll(new[] { (Database, first), (other, second) }.Select((silo, i) => Task.Run(() => new JobRecords(silo.Item1).CreateAsync(
                New(silo.Item2, $"site_{round}_{i}", "a.example"), Seed.Entry(first.WorkspaceId, "site.create"), null, 10, null, new SiteTerms(Quota: 1)))));
            Assert.Equal([CreateOutcome.Created, CreateOutcome.SiteQuota], outcomes.Order());
        }
    }

    [Fact]
    public async Task What_disables_and_enables_counts_when_it_succeeded_only()
    {
        var server = await ActiveAsync("site_1");
        await DoAsync(server, "site.disable", JobStatus.Failed);
        Assert.Equal(SiteStatus.Active, await StatusAsync(server));
        await DoAsync(server, "site.disable", JobStatus.Succeeded);
        Assert.Equal(SiteStatus.Disabled, await StatusAsync(server));
        await DoAsync(server, "site.enable", JobStatus.TimedOut);
        Assert.Equal(SiteStatus.Disabled, await StatusAsync(server));
        await DoAsync(server, "site.enable", JobStatus.Succeeded);
        Assert.Equal(SiteStatus.Active, await StatusAsync(server));
    }

    [Fact]
    public async Task A_change_is_shown_once_it_is_done_and_its_names_are_taken_from_the_start()
    {
        var server = await ActiveAsync("site_1", "old.example");
        var job = Job(server, "site.update", "site_1", """{"site_id":"site_1","aliases":["new.example"],"php_version":"8.3"}""");
        Assert.Equal(CreateOutcome.Created, await AskAsync(job));
        Assert.Equal(["old.example"], (await Sites.FindAsync(server.WorkspaceId, "site_1"))!.Aliases);
        Assert.Equal(CreateOutcome.DomainTaken, await AskAsync(New(server, "site_2", "new.example")));

        await EndAsync(job, JobStatus.Succeeded);

        var site = await Sites.FindAsync(server.WorkspaceId, "site_1");
        Assert.Equal("8.3", site!.PhpVersion);
        Assert.Equal(["new.example"], site.Aliases);
        Assert.Equal(CreateOutcome.Created, await AskAsync(New(server, "site_2", "old.example")));
        Assert.Equal(CreateOutcome.DomainTaken, await AskAsync(New(server, "site_3", "new.example")));
        Assert.Equal(CreateOutcome.DomainTaken, await AskAsync(New(server, "site_3", "site_1.example")));
    }

    [Fact]
    public async Task A_change_that_failed_leaves_its_names_to_others()
    {
        var server = await ActiveAsync("site_1", "old.example");
        await DoAsync(server, "site.update", JobStatus.Failed, """{"site_id":"site_1","aliases":["old.example","new.example"]}""");

        Assert.Equal(["old.example"], (await Sites.FindAsync(server.WorkspaceId, "site_1"))!.Aliases);
        Assert.Equal(CreateOutcome.Created, await AskAsync(New(server, "site_2", "new.example")));
        Assert.Equal(CreateOutcome.DomainTaken, await AskAsync(New(server, "site_3", "old.example")));
    }

    [Fact]
    public async Task A_removed_site_is_gone_with_its_names_and_its_place()
    {
        var server = await ActiveAsync("site_1", "b.example");
        var job = Job(server, "site.delete", "site_1", """{"site_id":"site_1"}""");
        await AskAsync(job);
        Assert.Equal(SiteStatus.Deleting, await StatusAsync(server));
        Assert.Equal(CreateOutcome.SiteLeaving, await AskAsync(Job(server, "site.disable", "site_1", """{"site_id":"site_1"}""")));

        await EndAsync(job, JobStatus.Succeeded);

        Assert.Null(await Sites.FindAsync(server.WorkspaceId, "site_1"));
        Assert.Equal(0, await Sites.CountAsync(server.WorkspaceId));
        Assert.Equal(CreateOutcome.SiteGone, await AskAsync(Job(server, "site.enable", "site_1", """{"site_id":"site_1"}""")));
        Assert.Equal(CreateOutcome.Created, await AskAsync(New(server, "site_2", "b.example")));
    }

    [Theory]
    [InlineData(JobStatus.Failed, true, SiteStatus.Failed)]
    [InlineData(JobStatus.Lost, false, SiteStatus.Failed)]
    [InlineData(JobStatus.Cancelled, false, SiteStatus.Disabled)]
    [InlineData(JobStatus.Expired, false, SiteStatus.Disabled)]
    public async Task A_removal_that_did_not_begin_leaves_the_site_as_it_was(string end, bool started, string status)
    {
        var server = await ActiveAsync("site_1");
        await DoAsync(server, "site.disable", JobStatus.Succeeded);
        var job = Job(server, "site.delete", "site_1", """{"site_id":"site_1"}""");
        await AskAsync(job);

        await EndAsync(job with { StartedAt = started ? 5 : null }, end);

        Assert.Equal(status, await StatusAsync(server));
        Assert.Equal(CreateOutcome.Created, await AskAsync(Job(server, "site.delete", "site_1", """{"site_id":"site_1"}""")));
    }

    [Fact]
    public async Task A_site_that_is_made_while_its_removal_waits_is_still_being_removed()
    {
        var server = await Seed.ServerAsync();
        var making = await MakeAsync(server, "site_1", "a.example");
        var removing = Job(server, "site.delete", "site_1", """{"site_id":"site_1"}""");
        await AskAsync(removing);

        await EndAsync(making, JobStatus.Succeeded);
        Assert.Equal(SiteStatus.Deleting, await StatusAsync(server));
        await EndAsync(removing, JobStatus.Cancelled);

        Assert.Equal(SiteStatus.Active, await StatusAsync(server));
    }

    [Fact]
    public async Task A_failed_site_that_is_tried_again_is_pending_and_then_what_became_of_it()
    {
        var server = await Seed.ServerAsync();
        var first = await EndAsync(await MakeAsync(server, "site_1", "a.example"), JobStatus.Failed);
        var again = New(server, "site_1", "a.example") with { RetryOf = first.Id };

        Assert.Equal(CreateOutcome.Created, await AskAsync(again));
        Assert.Equal(SiteStatus.Pending, await StatusAsync(server));
        await EndAsync(again, JobStatus.Succeeded);

        Assert.Equal(SiteStatus.Active, await StatusAsync(server));
    }

    [Fact]
    public async Task A_certificate_is_what_the_job_and_later_the_events_tell()
    {
        var server = await ActiveAsync("site_1");
        await DoAsync(server, "site.ssl", JobStatus.Failed);
        Assert.Equal((SslStatus.Failed, null, null), await SslAsync(server));
        var job = Job(server, "site.ssl", "site_1", """{"site_id":"site_1"}""");
        await AskAsync(job);
        Assert.Equal((SslStatus.Pending, null, null), await SslAsync(server));
        await EndAsync(job with { Result = """{"issuer":"Pebble","expires_at":5000}""" }, JobStatus.Succeeded);
        Assert.Equal((SslStatus.Active, "Pebble", 5000), await SslAsync(server));

        await TellAsync(server, "ssl.expiring", """{"expires_at":5000}""");
        Assert.Equal((SslStatus.Expiring, "Pebble", 5000), await SslAsync(server));
        await TellAsync(server, "ssl.renewed", """{"issuer":"Other","expires_at":"1970-01-01T00:00:09Z"}""");
        Assert.Equal((SslStatus.Active, "Other", 9000), await SslAsync(server));
        await TellAsync(server, "ssl.expiring", """{"expires_at":5000}""");
        Assert.Equal((SslStatus.Active, "Other", 9000), await SslAsync(server));
        await DoAsync(server, "site.ssl", JobStatus.Failed);
        Assert.Equal((SslStatus.Active, "Other", 9000), await SslAsync(server));
    }

    [Theory]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Expired)]
    public async Task A_certificate_that_nobody_got_to_asking_for_leaves_the_site_as_it_was(string end)
    {
        var server = await ActiveAsync("site_1");
        await DoAsync(server, "site.ssl", end);
        Assert.Equal((SslStatus.SelfSigned, null, null), await SslAsync(server));
    }

    [Fact]
    public async Task While_another_job_asks_for_a_certificate_it_stays_pending()
    {
        var server = await ActiveAsync("site_1");
        var waiting = Job(server, "site.ssl", "site_1", """{"site_id":"site_1"}""");
        await AskAsync(waiting);
        await DoAsync(server, "site.ssl", JobStatus.Cancelled);
        Assert.Equal((SslStatus.Pending, null, null), await SslAsync(server));
        await EndAsync(waiting, JobStatus.Cancelled);
        Assert.Equal((SslStatus.SelfSigned, null, null), await SslAsync(server));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"in_log":true}""")]
    [InlineData("""{"issuer":"Pebble"}""")]
    public async Task A_success_that_does_not_tell_how_long_a_certificate_is_good_claims_none(string? result)
    {
        var server = await ActiveAsync("site_1");
        var job = Job(server, "site.ssl", "site_1", """{"site_id":"site_1"}""");
        await AskAsync(job);
        await EndAsync(job with { Result = result }, JobStatus.Succeeded);
        Assert.Equal((SslStatus.SelfSigned, null, null), await SslAsync(server));
    }

    [Fact]
    public async Task An_agent_tells_nothing_about_the_sites_of_another_server()
    {
        var server = await ActiveAsync("site_1");

        await TellAsync(await Seed.ServerAsync(server.WorkspaceId), "ssl.renewed", """{"issuer":"Evil","expires_at":9000}""");

        Assert.Equal((SslStatus.SelfSigned, null, null), await SslAsync(server));
    }

    [Fact]
    public async Task Who_insists_on_a_version_changes_that_one_only()
    {
        var server = await ActiveAsync("site_1");
        var version = (await Sites.FindAsync(server.WorkspaceId, "site_1"))!.Version;
        JobRow Change() => Job(server, "site.update", "site_1", """{"site_id":"site_1","upload_mb":5}""");

        Assert.Equal(CreateOutcome.Created, await AskAsync(Change(), new SiteTerms(IfVersion: version)));
        Assert.Equal(CreateOutcome.SiteChanged, await AskAsync(Change(), new SiteTerms(IfVersion: version)));
        Assert.Equal(CreateOutcome.Created, await AskAsync(Change()));
    }

    [Fact]
    public async Task A_dry_run_touches_no_site()
    {
        var server = await ActiveAsync("site_1");
        await DoAsync(server, "site.delete", JobStatus.Succeeded, """{"site_id":"site_1","dry_run":true}""");
        Assert.Equal(SiteStatus.Active, await StatusAsync(server));
    }

    [Fact]
    public async Task Sites_are_listed_newest_first_within_a_scope_and_not_those_of_a_deleted_server()
    {
        var server = await Seed.ServerAsync();
        foreach (var i in new[] { 1, 2, 3 })
            await MakeAsync(server, $"site_{i}", $"{i}.example");
        var other = await Seed.ServerAsync(server.WorkspaceId);
        await MakeAsync(other, "site_4", "4.example");

        Assert.Equal(["site_4", "site_3", "site_2", "site_1"], await ListAsync(server, new()));
        Assert.Equal(["site_4"], await ListAsync(server, new() { Servers = [other.Id] }));
        Assert.Equal(["site_3", "site_1"], await ListAsync(server, new() { Ids = ["site_1", "site_3", "site_x"] }));
        Assert.Equal([], await ListAsync(server, new() { Ids = [] }));
        Assert.Equal(["site_2"], await ListAsync(server, new() { ServerId = server.Id, Status = SiteStatus.Pending, Query = "2.ex" }));
        var (first, next) = await Sites.ListAsync(server.WorkspaceId, new(), 3, null);
        Assert.Equal((3, "site_1"), (first.Count, (await Sites.ListAsync(server.WorkspaceId, new(), 3, next)).Rows.Single().Id));

        await new ServerRecords(Database).DeleteAsync(other, Seed.Entry(other.WorkspaceId, "server.delete"));

        Assert.Equal(["site_3", "site_2", "site_1"], await ListAsync(server, new()));
        Assert.Null(await Sites.FindAsync(server.WorkspaceId, "site_4"));
        Assert.Equal(3, await Sites.CountAsync(server.WorkspaceId));
    }

    private async Task<IEnumerable<string>> ListAsync(ServerRow server, SiteFilter filter) =>
        (await Sites.ListAsync(server.WorkspaceId, filter, 50, null)).Rows.Select(site => site.Id);

    private async Task<string?> StatusAsync(ServerRow server) => (await Sites.FindAsync(server.WorkspaceId, "site_1"))?.Status;

    private async Task<(string, string?, long?)> SslAsync(ServerRow server) =>
        await Sites.FindAsync(server.WorkspaceId, "site_1") is { } site ? (site.SslStatus, site.SslIssuer, site.SslExpiresAt) : default;

    private async Task<ServerRow> ActiveAsync(string id, params string[] aliases)
    {
        var server = await Seed.ServerAsync();
        await EndAsync(await MakeAsync(server, id, id + ".example", aliases), JobStatus.Succeeded);
        return server;
    }

    private async Task<JobRow> MakeAsync(ServerRow server, string id, string domain, params string[] aliases)
    {
        var job = New(server, id, domain, aliases);
        Assert.Equal(CreateOutcome.Created, await AskAsync(job));
        return job;
    }

    private async Task DoAsync(ServerRow server, string kind, string end, string args = """{"site_id":"site_1"}""")
    {
        var job = Job(server, kind, "site_1", args);
        Assert.Equal(CreateOutcome.Created, await AskAsync(job));
        await EndAsync(job, end);
    }

    private JobRow New(ServerRow server, string id, string domain, params IEnumerable<string> aliases) => Job(server, "site.create", id,
        $$"""{"site_id":"{{id}}","domain":"{{domain}}","aliases":[{{string.Join(',', aliases.Select(a => $"\"{a}\""))}}],"kind":"static"}""");

    private JobRow Job(ServerRow server, string kind, string siteId, string args) => Seed.NewJob(server) with { Kind = kind, SiteId = siteId, Args = args };

    private Task<CreateOutcome> AskAsync(JobRow job, SiteTerms? terms = null) =>
        Jobs.CreateAsync(job, Seed.Entry(job.WorkspaceId, job.Kind), key: null, maxQueued: 100, offer: null, terms);

    private async Task<JobRow> EndAsync(JobRow job, string status)
    {
        var stored = (await Jobs.FindAsync(job.Id))!;
        var after = stored with { Status = status, StartedAt = job.StartedAt, Result = job.Result, FinishedAt = 7, ChangedAt = 7 };
        Assert.True(await Jobs.MoveAsync(stored, after, Seed.Entry(job.WorkspaceId, "job.finish"), epoch: null));
        return after;
    }

    private Task<bool> TellAsync(ServerRow server, string name, string data) => new EventRecords(Database).StoreAsync(
        new EventRow
        {
            Id = RecordId.New("evt"), WorkspaceId = server.WorkspaceId, ServerId = server.Id, Name = name, Severity = "info", SubjectType = "site", SubjectId = "site_1",
            Message = "Something about a certificate.", Data = data, At = 1, ReceivedAt = 1,
        },
        Guid.NewGuid().ToString(), epoch: null);
}

public sealed class SqliteSiteRecordsTests() : SiteRecordsTests(postgres: false);

public sealed class PostgresSiteRecordsTests() : SiteRecordsTests(postgres: true);
