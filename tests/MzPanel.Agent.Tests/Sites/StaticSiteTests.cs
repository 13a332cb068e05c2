using System.Diagnostics;
using System.Net;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>Static sites, served by a real nginx.</summary>
public sealed class StaticSiteTests : IDisposable
{
    private readonly SiteBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_created_site_answers_over_http_and_https_within_five_seconds()
    {
        var clock = Stopwatch.StartNew();
        var exit = await bench.CreateAsync(more: ""","aliases":["www.one.example.org"]""");
        Assert.Contains("one.example.org", await bench.ReadAsync(), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        Assert.Contains("ready", await bench.ReadAsync("www.one.example.org"), StringComparison.Ordinal);
        using var secure = await bench.GetSecureAsync();
        Assert.Equal((HttpStatusCode.OK, "CN=one.example.org"), (secure.StatusCode, bench.LastIssuer));
        Assert.Equal(bench.Paths().Public, exit.Result!.Value.GetProperty("root").GetString());
        Assert.Equal($"http://one.example.org:{bench.HttpPort}/", exit.Result!.Value.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Each_step_is_told_and_the_registry_holds_the_site()
    {
        await bench.CreateAsync();
        Assert.Contains("Make the Unix user mz-", bench.Text(), StringComparison.Ordinal);
        var list = await bench.RunAsync("site.list", "{}");
        var site = Assert.Single(list.Result!.Value.EnumerateArray());
        Assert.Equal(("site_one", "one.example.org", "ready"),
            (site.GetProperty("site_id").GetString(), site.GetProperty("domain").GetString(), site.GetProperty("stage").GetString()));
    }

    [Fact]
    public async Task Its_files_belong_to_its_own_user_and_no_other_site_can_enter()
    {
        await bench.CreateAsync();
        await bench.CreateAsync(id: "site_ONE", domain: "two.example.org");
        Assert.NotEqual(bench.Entry()!.User, bench.Entry("site_ONE")!.User);
        Assert.Equal((UnixFileMode)0b10_111_101_000, File.GetUnixFileMode(bench.Paths().Public));
        var passwd = File.ReadAllLines(bench.Jobs.Sandbox.Root.Resolve("/etc/passwd")).Select(l => l.Split(':')[2]).ToList();
        Assert.Equal(passwd.Distinct(), passwd);
        Assert.Equal(2, passwd.Count);
    }

    [Fact]
    public async Task What_people_put_there_is_served_and_stays_when_the_kind_runs_again()
    {
        await bench.CreateAsync();
        File.WriteAllText(bench.Paths().Public + "/index.html", "mine");
        await bench.CreateAsync();
        Assert.Equal("mine", await bench.ReadAsync());
        Assert.Equal(HttpStatusCode.NotFound, await bench.StatusAsync(path: "/none"));
        File.WriteAllText(bench.Paths().Public + "/.env", "secret");
        Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(path: "/.env"));
        Assert.Contains("GET /none", File.ReadAllText(bench.Paths().AccessLog), StringComparison.Ordinal);
        Assert.True(File.Exists(bench.Paths().ErrorLog));
    }

    [Fact]
    public async Task A_disabled_site_answers_503_until_it_is_enabled()
    {
        await bench.CreateAsync();
        await bench.RunAsync("site.disable", SiteBench.Of());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await bench.StatusAsync());
        Assert.False(bench.Entry()!.Enabled);
        await bench.RunAsync("site.enable", SiteBench.Of());
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync());
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        await bench.CreateAsync(more: ""","aliases":["old.example.org"],"upload_mb":7""");
        await bench.RunAsync("site.update", SiteBench.Of(""","aliases":["new.example.org"]"""));
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync("new.example.org"));
        await Assert.ThrowsAsync<HttpRequestException>(() => bench.GetAsync("old.example.org"));
        Assert.Equal(7, bench.Entry()!.UploadMb);
        Assert.Equal("bad_args", (await bench.TryAsync("site.update", SiteBench.Of(""","upstream":"http://127.0.0.1:1" """))).Error!.Code);
    }

    [Fact]
    public async Task Two_sites_never_have_a_name_in_common()
    {
        await bench.CreateAsync(more: ""","aliases":["www.example.org"]""");
        var before = bench.Everything();
        var exit = await bench.TryAsync("site.create", SiteBench.Create(id: "site_two", domain: "www.example.org"));
        Assert.Equal("domain_taken", exit.Error!.Code);
        Assert.Equal(before, bench.Everything());
    }

    [Fact]
    public async Task A_deleted_site_is_gone_but_for_its_archive_and_may_be_made_again()
    {
        await bench.CreateAsync();
        var user = bench.Entry()!.User;
        File.WriteAllText(bench.Paths().Public + "/index.html", "mine");
        await bench.RunAsync("site.delete", SiteBench.Of());
        await Assert.ThrowsAsync<HttpRequestException>(() => bench.GetAsync());
        Assert.Null(bench.Entry());
        var left = bench.Everything().Where(p => p.Contains("site_one", StringComparison.Ordinal) || p.Contains(user, StringComparison.Ordinal));
        Assert.All(left, path => Assert.StartsWith(bench.Paths().Archives, path, StringComparison.Ordinal));
        var archive = SiteArchive.Newest(bench.Paths())!;
        Assert.Equal(("mine", "one.example.org"), (File.ReadAllText(archive + "/files/public/index.html"), SiteArchive.ReadEntry(archive).Domain));
        await bench.RunAsync("site.delete", SiteBench.Of());
        Assert.Contains("There is no site", bench.Text(), StringComparison.Ordinal);
        await bench.CreateAsync();
        Assert.Contains("ready", await bench.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_that_is_made_after_another_was_removed_does_not_get_its_number()
    {
        await bench.CreateAsync();
        var first = Numbers();
        await bench.RunAsync("site.delete", SiteBench.Of());
        await bench.CreateAsync(id: "site_two", domain: "two.example.org");
        Assert.Equal(2, first.Length);
        Assert.Empty(first.Intersect(Numbers()));
    }

    [Fact]
    public async Task A_removed_site_is_restored_from_its_archive_as_the_page_says()
    {
        await bench.CreateAsync();
        File.WriteAllText(bench.Paths().Public + "/index.html", "mine");
        await bench.RunAsync("site.delete", SiteBench.Of());
        var archive = SiteArchive.Newest(bench.Paths())!;
        await bench.CreateAsync(domain: SiteArchive.ReadEntry(archive).Domain);
        File.Copy(archive + "/files/public/index.html", bench.Paths().Public + "/index.html", overwrite: true);
        Assert.Equal("mine", await bench.ReadAsync());
    }

    [Theory]
    [InlineData("site.create", "static")]
    [InlineData("site.create", "php")]
    public async Task A_dry_run_says_what_it_would_do_and_does_nothing(string kind, string serves)
    {
        var before = bench.Everything();
        await bench.RunAsync(kind, SiteBench.Create(serves, more: ""","dry_run":true"""));
        Assert.Contains("Would make the Unix user", bench.Text(), StringComparison.Ordinal);
        Assert.Equal(before, bench.Everything());
    }

    [Theory]
    [InlineData("site.update", ""","aliases":["b.example.org"]""", "Would write")]
    [InlineData("site.disable", "", "Would write")]
    [InlineData("site.enable", "", "Would have the programs")]
    [InlineData("site.delete", "", "Would keep the site's files")]
    public async Task A_dry_run_on_a_site_says_what_it_would_do_and_does_nothing(string kind, string more, string says)
    {
        await bench.CreateAsync();
        var before = bench.Everything();
        await bench.RunAsync(kind, SiteBench.Of(more + ""","dry_run":true"""));
        Assert.Contains(says, bench.Text(), StringComparison.Ordinal);
        Assert.Equal(before, bench.Everything());
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync());
    }

    // Of user and group.
    private string[] Numbers() => [.. new[] { "/etc/passwd", "/etc/group" }
        .Select(t => t + " " + File.ReadAllLines(bench.Jobs.Sandbox.Root.Resolve(t)).Single().Split(':')[2])];
}
