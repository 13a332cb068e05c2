using System.Net;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Events;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>Certificates, by a real certbot from a real authority over a real nginx.</summary>
public sealed class SiteSslTests : IAsyncLifetime
{
    private readonly Pebble pebble = new();
    private SiteBench bench = null!;

    public async ValueTask InitializeAsync()
    {
        bench = new SiteBench(pebble.Settings);
        try
        {
            await pebble.StartAsync(bench.HttpPort);
            await bench.CreateAsync(more: ""","aliases":["www.example.org"]""");
        }
        catch
        {
            // Nobody disposes of a test that did not begin.
            await DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        pebble.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_certificate_for_all_names_is_issued_served_and_kept_when_the_kind_runs_again()
    {
        await AssertSelfSignedAsync();
        var exit = await bench.RunAsync("site.ssl", SiteBench.Of(""","email":"me@example.org" """));
        Assert.Equal($"https://one.example.org:{bench.HttpsPort}/", exit.Result!.Value.GetProperty("url").GetString());
        using var www = await bench.GetSecureAsync("www.example.org");
        Assert.Equal(HttpStatusCode.OK, www.StatusCode);
        Assert.StartsWith("CN=Pebble", bench.LastIssuer, StringComparison.Ordinal);
        using var plain = await bench.GetAsync(path: "/a?b=c");
        Assert.Equal((HttpStatusCode.MovedPermanently, $"https://one.example.org:{bench.HttpsPort}/a?b=c"), (plain.StatusCode, plain.Headers.Location!.ToString()));
        var certificate = bench.Entry()!.Certificate;
        await bench.RunAsync("site.ssl", SiteBench.Of());
        Assert.Equal(certificate!.ExpiresAt, bench.Entry()!.Certificate!.ExpiresAt);
        Assert.Empty(Events());
        await bench.RunAsync("site.delete", SiteBench.Of());
        Assert.DoesNotContain(bench.Everything(), p => p.StartsWith(bench.Root + "/etc", StringComparison.Ordinal) && p.Contains("site_one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_due_is_renewed_and_told_and_what_is_not_is_left()
    {
        await bench.RunAsync("site.ssl", SiteBench.Of());
        var first = bench.Entry()!.Certificate!.ExpiresAt;
        Assert.Equal(0, await RenewAsync(TimeSpan.FromDays(1)));
        Assert.Equal(first, bench.Entry()!.Certificate!.ExpiresAt);
        Assert.Equal(0, await RenewAsync(TimeSpan.FromDays(41)));
        Assert.NotEqual(first, bench.Entry()!.Certificate!.ExpiresAt);
        var told = Assert.Single(Events());
        Assert.Equal(("ssl.renewed", "info", "site_one"), (told.Name, told.Severity, told.Subject!.Id));
        using var answer = await bench.GetSecureAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_runs_out_and_cannot_be_renewed_is_told_once_for_each_severity_and_served_on()
    {
        await bench.RunAsync("site.ssl", SiteBench.Of());
        pebble.Stop();
        Assert.Equal(1, await RenewAsync(TimeSpan.FromDays(41)));
        Assert.Empty(Events());
        Assert.Equal(1, await RenewAsync(TimeSpan.FromDays(47)));
        Assert.Equal(1, await RenewAsync(TimeSpan.FromDays(48)));
        Assert.Equal(1, await RenewAsync(TimeSpan.FromDays(58)));
        Assert.Equal([("ssl.expiring", "warning"), ("ssl.expiring", "critical")], Events().Select(e => (e.Name, e.Severity)));
        using var answer = await bench.GetSecureAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("CN=Pebble", bench.LastIssuer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_gets_no_certificate_and_the_site_answers_as_before()
    {
        await pebble.ForgetNameAsync("www.example.org");
        await AssertRefusedAsync("could not resolve");
    }

    [Fact]
    public async Task A_name_that_the_authority_refuses_gets_no_certificate_and_the_site_answers_as_before()
    {
        await bench.RunAsync("site.update", SiteBench.Of(""","aliases":["blocked.example.org"]"""));
        await AssertRefusedAsync("rejectedIdentifier");
    }

    [Fact]
    public async Task An_authority_that_is_away_gives_no_certificate_and_the_site_answers_as_before()
    {
        pebble.Stop();
        await AssertRefusedAsync("Connection refused");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public async Task Killed_on_its_way_it_leaves_a_site_that_answers_and_run_again_it_arrives(int lines)
    {
        await bench.KilledAsync("site.ssl", SiteBench.Of(), lines);
        using var meanwhile = await bench.GetSecureAsync();
        Assert.Equal(HttpStatusCode.OK, meanwhile.StatusCode);
        await bench.RunAsync("site.ssl", SiteBench.Of());
        using var after = await bench.GetSecureAsync();
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.StartsWith("CN=Pebble", bench.LastIssuer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_do_and_does_nothing()
    {
        var before = bench.Everything();
        await bench.RunAsync("site.ssl", SiteBench.Of(""","dry_run":true"""));
        Assert.Contains("Would get a certificate for one.example.org, www.example.org from " + pebble.Server, bench.Text(), StringComparison.Ordinal);
        Assert.Equal(before, bench.Everything());
    }

    [Theory]
    [InlineData(90, 59, false)]
    [InlineData(90, 61, true)]
    [InlineData(6, 3, false)]
    [InlineData(6, 5, true)]
    public void A_certificate_is_due_thirty_days_or_a_third_of_its_life_before_its_end(int life, int age, bool due) =>
        Assert.Equal(due, Renewal.IsDue(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(life), DateTimeOffset.UnixEpoch.AddDays(age)));

    private async Task AssertRefusedAsync(string why)
    {
        var exit = await bench.TryAsync("site.ssl", SiteBench.Of());
        Assert.Equal("certificate_refused", exit.Error!.Code);
        // Certbot 2.1 fails at printing some of the authority's words, but logs them.
        Assert.Contains(why, bench.Text() + File.ReadAllText(bench.Root + "/var/log/letsencrypt/letsencrypt.log"), StringComparison.Ordinal);
        Assert.Null(bench.Entry()!.Certificate);
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync());
        await AssertSelfSignedAsync();
    }

    private async Task AssertSelfSignedAsync()
    {
        using var answer = await bench.GetSecureAsync();
        Assert.Equal((HttpStatusCode.OK, "CN=one.example.org"), (answer.StatusCode, bench.LastIssuer));
    }

    private async Task<int> RenewAsync(TimeSpan later)
    {
        using var stop = new StopRequest(TimeProvider.System);
        var root = bench.Jobs.Sandbox.Root;
        var context = new CommandContext(JsonElement.Parse("{}"), root, LocalPolicy.Read(root), new MemoryLog(), new Programs(stop));
        return await new Renewal(context, new LaterTime(later)).RunAsync(TestContext.Current.CancellationToken);
    }

    private List<AgentEvent> Events()
    {
        var events = new List<AgentEvent>();
        EventDrop.Collect(bench.Jobs.Sandbox.Root, (_, happened) => events.Add(happened));
        return events;
    }

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
