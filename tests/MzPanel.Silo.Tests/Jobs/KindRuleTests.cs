using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Tests.Jobs;

public sealed class KindRuleTests
{
    [Theory]
    [InlineData("system.info")]
    [InlineData("shell.run")]
    [InlineData("package.list")]
    public void A_kind_of_ours_may_be_asked_of_a_server_that_named_no_kinds(string kind) => Assert.Null(KindRule.Fault(kind, []));

    [Theory]
    [InlineData("system.info")]
    [InlineData("package.upgrade")]
    public void A_kind_of_ours_that_the_agent_did_not_name_is_refused(string kind)
    {
        Assert.NotNull(KindRule.Fault(kind, ["shell.run"]));
        Assert.Null(KindRule.Fault(kind, ["shell.run", kind]));
    }

    [Theory]
    [InlineData("magic.do")]
    [InlineData("SYSTEM.INFO")]
    [InlineData("system.info ")]
    public void A_kind_nobody_knows_is_refused_unless_the_agent_offers_it(string kind)
    {
        Assert.NotNull(KindRule.Fault(kind, []));
        Assert.NotNull(KindRule.Fault(kind, ["other.kind"]));
        Assert.Null(KindRule.Fault(kind, ["other.kind", kind]));
    }

    [Theory]
    [InlineData("site.create")]
    [InlineData("site.delete")]
    [InlineData("site.anything")]
    [InlineData("backup.run")]
    [InlineData("backup.list")]
    public void A_kind_with_a_route_of_its_own_is_refused_even_where_the_agent_offers_it(string kind) =>
        Assert.NotNull(KindRule.Fault(kind, [kind]));

    [Fact]
    public void Reading_sites_has_no_route_of_its_own_among_jobs() => Assert.Null(KindRule.Fault("site.list", ["site.list"]));
}
