using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Nginx;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What nginx is told.</summary>
public sealed class NginxSiteTests
{
    [Fact]
    public void Encryption_that_is_broken_is_not_spoken() =>
        Assert.Contains("ssl_protocols TLSv1.2 TLSv1.3;", Render(), StringComparison.Ordinal);

    [Fact]
    public void What_a_visitor_says_of_where_he_comes_from_is_not_passed_on()
    {
        Assert.Contains("proxy_set_header X-Forwarded-For $remote_addr;", Render(), StringComparison.Ordinal);
        Assert.DoesNotContain("proxy_add_x_forwarded_for", Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_server_that_only_one_interface_reaches_is_left_out()
    {
        const string Conf = "nameserver fe80::1%1\nnameserver fe80::2\nnameserver 10.0.0.1\nnameserver 2001:db8::1\n";
        Assert.Equal(["10.0.0.1", "[2001:db8::1]"], NginxPlace.Nameservers(Conf));
    }

    private static string Render() => new NginxSite(
        new SiteEntry { SiteId = "site_one", Domain = "one.example.org", Kind = SiteKind.Proxy, User = "", Upstream = "http://127.0.0.1:1" },
        new SitePaths(new("/"), "site_one"), new EngineSettings(), new NginxPlace(false, ["127.0.0.1"], "/var/lib/mz/acme", "/etc/nginx/fastcgi_params")).Render();
}
