using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class SiteKindsTests
{
    [Theory]
    [InlineData("example.org"), InlineData("www.a-b.example.co.uk"), InlineData("xn--bcher-kva.example"), InlineData("1.example.org"), InlineData("a.xn--p1ai")]
    public void A_domain_name_is_accepted(string domain) => Assert.Empty(Create(("domain", domain)));

    [Theory]
    [InlineData(""), InlineData("localhost"), InlineData("-a.example.org"), InlineData("a-.example.org"), InlineData("a..example.org"), InlineData(".example.org")]
    [InlineData("example.org."), InlineData("Example.org"), InlineData("bücher.example"), InlineData("a_b.example.org"), InlineData("*.example.org")]
    [InlineData("127.0.0.1"), InlineData("[::1]"), InlineData("example.org:80"), InlineData("example.org/"), InlineData("a.b;c"), InlineData("../a.b")]
    [InlineData("example.org\n"), InlineData("\rexample.org"), InlineData("example.org\0"), InlineData("a b.org"), InlineData("$(id).org"), InlineData("--help.org")]
    public void What_is_no_domain_name_is_refused(string domain)
    {
        Assert.Equal(["args.domain"], Create(("domain", domain)).Keys);
        Assert.Equal(["args.aliases"], Create(("aliases", new[] { "a.example.org", domain })).Keys);
    }

    [Fact]
    public void A_domain_name_has_labels_of_63_and_253_in_all()
    {
        var label = new string('a', 63);
        Assert.Empty(Create(("domain", label + ".org")));
        Assert.NotEmpty(Create(("domain", label + "a.org")));
        Assert.Empty(Create(("domain", $"{label}.{label}.{label}.{new string('a', 61)}")));
        Assert.NotEmpty(Create(("domain", $"{label}.{label}.{label}.{new string('a', 62)}")));
    }

    [Fact]
    public void Aliases_are_few_and_different()
    {
        Assert.Empty(Create(("aliases", Array.Empty<string>())));
        Assert.Empty(Create(("aliases", Enumerable.Range(1, 50).Select(n => $"a{n}.example.org"))));
        Assert.Equal(["must have at most 50 entries"], Create(("aliases", Enumerable.Range(1, 51).Select(n => $"a{n}.example.org")))["args.aliases"]);
        Assert.Equal(["must not have an entry twice"], Create(("aliases", new[] { "a.org", "a.org" }))["args.aliases"]);
        Assert.Equal(["must be a list of strings"], Create(("aliases", "a.org"))["args.aliases"]);
        Assert.Equal(["has an entry that must be a string"], Create(("aliases", new[] { 1 }))["args.aliases"]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:3000"), InlineData("https://app.internal"), InlineData("http://app:65535"), InlineData("http://[::1]:8080"), InlineData("http://10.0.0.7:1")]
    public void An_upstream_is_accepted(string upstream) => Assert.Empty(Create(("kind", "proxy"), ("upstream", upstream)));

    [Theory]
    [InlineData(""), InlineData("127.0.0.1:3000"), InlineData("ftp://a"), InlineData("http://"), InlineData("http://a:0"), InlineData("http://a:65536"), InlineData("http://a:"), InlineData("http://a:08")]
    [InlineData("http://a/"), InlineData("http://a;"), InlineData("http://a$b"), InlineData("http://a b"), InlineData("http://u@a"), InlineData("http://a{}"), InlineData("http://a\n"), InlineData("unix:/run/x")]
    [InlineData("http://a#"), InlineData("http://a?b"), InlineData("http://-a"), InlineData("http://A"), InlineData("http://a..b"), InlineData("http://[::1"), InlineData("http://[$x]")]
    public void What_could_be_more_than_an_upstream_is_refused(string upstream) =>
        Assert.Equal(["args.upstream"], Create(("kind", "proxy"), ("upstream", upstream)).Keys);

    [Fact]
    public void A_proxy_and_nothing_else_has_an_upstream()
    {
        Assert.Equal(["is required"], Create(("kind", "proxy"))["args.upstream"]);
        Assert.Equal(["is only for kind proxy"], Create(("upstream", "http://a"))["args.upstream"]);
    }

    [Theory, InlineData("static", false), InlineData("proxy", false), InlineData("php", true), InlineData("wordpress", true)]
    public void A_version_of_php_is_for_what_runs_on_it(string kind, bool good) => Assert.Equal(
        good ? [] : ["args.php_version"], Create(("kind", kind), ("upstream", kind == "proxy" ? "http://a" : null), ("php_version", "8.4")).Keys);

    [Theory, InlineData("8"), InlineData("8.4.1"), InlineData("4.4"), InlineData("8.4 "), InlineData("../8.4"), InlineData("-8.4"), InlineData("8,4")]
    public void What_is_no_version_of_php_is_refused(string version) => Assert.Equal(["args.php_version"], Create(("kind", "php"), ("php_version", version)).Keys);

    [Theory, InlineData("perl"), InlineData("Static"), InlineData(""), InlineData("static\n")]
    public void The_kind_of_a_site_is_one_of_four(string kind) =>
        Assert.Equal(["must be one of static, proxy, php, wordpress"], Create(("kind", kind))["args.kind"]);

    [Theory, InlineData("job_1"), InlineData("site_"), InlineData("site_../x"), InlineData("site_a b"), InlineData("-site_a"), InlineData("site_a\n"), InlineData("site_a/b")]
    public void An_identifier_cannot_become_a_path(string id)
    {
        foreach (var kind in CommandCatalogue.All.Where(k => k.Args.Fields.Contains(SiteArgs.SiteId)))
            Assert.Contains("args.site_id", kind.Args.Check(Args.Text("site_id", id)).Keys);
    }

    [Theory]
    [InlineData("me@example.org", true), InlineData("a.b+c_d@sub.example.org", true), InlineData("a@b", false), InlineData("-a@example.org", false)]
    [InlineData("a b@example.org", false), InlineData("a@example.org\n", false), InlineData("a@example.org,b@example.org", false), InlineData("\"a\"@example.org", false)]
    public void The_address_for_a_certificate_is_a_plain_one(string email, bool good) =>
        Assert.Equal(good ? [] : ["args.email"], SiteSsl.Kind.Args.Check(Of(("site_id", "site_1"), ("email", email))).Keys);

    [Theory]
    [InlineData("Tom's & Ann's (1+1)", true), InlineData("Bücher, jetzt!", true), InlineData("本の店", true), InlineData("Qui?", true), InlineData("7", true)]
    [InlineData("-rf", false), InlineData(" a", false), InlineData("a;b", false), InlineData("a/b", false), InlineData("$(id)", false), InlineData("`id`", false), InlineData("<b>", false)]
    [InlineData("a\"b", false), InlineData("a\\", false), InlineData("a#b", false), InlineData("a|b", false), InlineData("a%b", false), InlineData("a\u202eb", false), InlineData("a\u2028b", false)]
    public void A_title_is_words(string title, bool good) =>
        Assert.Equal(good ? [] : ["args.title"], Create(("kind", "wordpress"), ("title", title)).Keys);

    [Theory, InlineData("admin", true), InlineData("ann.b-c_d@x", true), InlineData("-a", false), InlineData("a b", false), InlineData("a'b", false), InlineData("ä", false)]
    public void An_administrator_has_a_plain_name(string name, bool good) =>
        Assert.Equal(good ? [] : ["args.admin_user"], Create(("kind", "wordpress"), ("admin_user", name)).Keys);

    [Fact]
    public void Only_a_WordPress_has_a_title_and_an_administrator()
    {
        Assert.Equal(["args.title", "args.admin_user", "args.admin_email"], Create(("kind", "php"), ("title", "A"), ("admin_user", "a"), ("admin_email", "a@b.org")).Keys);
        Assert.Equal(["args.admin_email"], Create(("kind", "wordpress"), ("admin_email", new string('a', 60) + "@" + new string('b', 40) + ".org")).Keys);
    }

    [Fact]
    public void A_change_names_a_site_and_what_is_to_be_different()
    {
        Assert.Empty(SiteUpdate.Kind.Args.Check(Of(("site_id", "site_1"), ("aliases", new[] { "b.org" }), ("php_version", "8.2"), ("upload_mb", 10_240))));
        Assert.Equal(["args.site_id", "args.upload_mb"], SiteUpdate.Kind.Args.Check(Of(("upload_mb", 0))).Keys);
    }

    private static IReadOnlyDictionary<string, string[]> Create(params (string Name, object? Value)[] members) => SiteCreate.Kind.Args.Check(
        Of([("site_id", "site_0aZ"), ("domain", "example.org"), ("kind", "static"), .. members]));

    private static JsonElement Of(params (string Name, object? Value)[] members)
    {
        var args = new Dictionary<string, object?>();
        foreach (var (name, value) in members)
            args[name] = value;
        return JsonSerializer.SerializeToElement(args);
    }
}
