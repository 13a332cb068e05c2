using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Tests.Jobs;

/// <summary>A retry is the same deed as the first time: it needs what that needed.</summary>
public sealed class JobRequestRulesTests
{
    [Theory]
    [InlineData("site.create")]
    [InlineData("site.delete")]
    [InlineData("site.update")]
    public void A_token_for_jobs_alone_changes_no_site(string kind)
    {
        var refused = Assert.Throws<PanelException>(() => JobRequestRules.CheckRole(CommandCatalogue.Find(kind), Token("jobs:write")));
        Assert.Equal(PanelError.Forbidden, refused.Error);
        JobRequestRules.CheckRole(CommandCatalogue.Find(kind), Token("jobs:write", "sites:write"));
        JobRequestRules.CheckRole(CommandCatalogue.Find(kind), Token(TokenScopes.All));
    }

    [Fact]
    public void A_token_for_jobs_asks_a_server_for_what_concerns_no_site() =>
        JobRequestRules.CheckRole(CommandCatalogue.Find("system.info"), Token("jobs:write"));

    private static CallerIdentity Token(params string[] scopes) => new()
    {
        UserId = "usr_1",
        TokenId = "tok_1",
        TokenScopes = scopes,
        Name = "ci",
        WorkspaceId = "wks_1",
        Role = Role.Owner,
        Scope = MemberScope.All,
        Address = "127.0.0.1",
        RequestId = "req_1",
    };
}
