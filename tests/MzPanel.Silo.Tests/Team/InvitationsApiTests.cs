using MzPanel.Silo.Tests.Account;
using MzPanel.Silo.Tests.Mail;

namespace MzPanel.Silo.Tests.Team;

public sealed class InvitationsApiTests
{
    private const string Bob = "bob@example.org";

    [Fact]
    public async Task Without_mail_the_link_is_shown_once_to_who_made_it()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();

        var made = await ada.InviteAsync("Bob@example.org", "operator", new { type = "servers", ids = Array.Empty<string>() }, ("Idempotency-Key", "k"));
        var again = await ada.InviteAsync("Bob@example.org", "operator", new { type = "servers", ids = Array.Empty<string>() }, ("Idempotency-Key", "k"));
        var listed = (await ada.SendAsync("GET", "/v1/team/invitations")).Json.GetProperty("data")[0];

        Assert.Equal((201, "shown", Bob, "operator"), ((int)made.Status, Text(made, "delivery"), Text(made, "email"), Text(made, "role")));
        Assert.Equal("""{"type":"servers","ids":[]}""", made.Json.GetProperty("scope").GetRawText());
        Assert.StartsWith("mzp_inv_", Text(made, "token"));
        Assert.Equal($"{TestSilo.Origin}/invite#token={Text(made, "token")}", Text(made, "url"));
        Assert.Equal(silo.Time.GetUtcNow().AddDays(7), made.Json.GetProperty("expires_at").GetDateTimeOffset());
        Assert.Equal((201, "true", Text(made, "id")), ((int)again.Status, again.Header("Idempotent-Replayed"), Text(again, "id")));
        Assert.True(again.Json.GetProperty("token").ValueKind == System.Text.Json.JsonValueKind.Null && again.Json.GetProperty("url").ValueKind == System.Text.Json.JsonValueKind.Null);
        Assert.Equal(Text(made, "id"), listed.GetProperty("id").GetString());
        Assert.False(listed.TryGetProperty("token", out _));
        Assert.Equal(Protocol.Tokens.Token.Hash(Text(made, "token")!), await silo.Records.Database.FirstAsync<byte[]>("SELECT hash FROM invitations"));
    }

    [Fact]
    public async Task With_mail_the_link_goes_to_whom_it_is_for_and_to_nobody_else()
    {
        await using var sink = new SmtpSink();
        await using var silo = await AccountSilo.StartAsync(sink.Settings);
        var ada = await silo.SetUpAsync();

        var made = await ada.InviteAsync(Bob);
        var mail = Assert.Single(sink.Mails);
        var token = mail.Split("/invite#token=")[1].Split('\n')[0].Trim();
        var bob = new Browser(silo.Http);

        Assert.Equal((201, "sent"), ((int)made.Status, Text(made, "delivery")));
        Assert.DoesNotContain("mzp_inv_", made.Text, StringComparison.Ordinal);
        Assert.Contains("To: bob@example.org", mail, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await bob.AcceptAsync(token)).Status);
        Assert.Contains("invitation.mail", (await ada.SendAsync("GET", "/v1/account/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_fails_leaves_the_link_to_who_made_it()
    {
        await using var sink = new SmtpSink(SinkMood.Refusing);
        await using var silo = await AccountSilo.StartAsync(sink.Settings);
        var ada = await silo.SetUpAsync();

        var made = await ada.InviteAsync(Bob);

        Assert.Equal((201, "failed"), ((int)made.Status, Text(made, "delivery")));
        Assert.Equal("failed", (await ada.SendAsync("GET", "/v1/team/invitations")).Json.GetProperty("data")[0].GetProperty("delivery").GetString());
        Assert.Equal(200, (int)(await new Browser(silo.Http).AcceptAsync(Text(made, "token")!)).Status);
        var noted = (await ada.SendAsync("GET", "/v1/account/audit?action=invitation.mail")).Json.GetProperty("data")[0];
        Assert.Equal("failed", noted.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Another_invitation_to_the_same_address_voids_the_first_and_a_withdrawn_one_is_gone()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var (first, second) = (await ada.TokenForAsync(Bob), await ada.InviteAsync(Bob));
        var id = Text(second, "id");

        Assert.Equal(404, (int)(await new Browser(silo.Http).AcceptAsync(first)).Status);
        Assert.Equal(1, (await ada.SendAsync("GET", "/v1/team/invitations")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(412, (int)(await ada.SendAsync("DELETE", $"/v1/team/invitations/{id}", null, ("If-Match", "\"9\""))).Status);
        Assert.Equal(204, (int)(await ada.SendAsync("DELETE", $"/v1/team/invitations/{id}", null, ("If-Match", "\"1\""))).Status);
        Assert.Equal(404, (int)(await ada.SendAsync("DELETE", $"/v1/team/invitations/{id}")).Status);
        Assert.Equal(404, (int)(await new Browser(silo.Http).AcceptAsync(Text(second, "token")!)).Status);
    }

    [Fact]
    public async Task Who_belongs_here_is_not_invited_and_what_is_wrong_is_named()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();

        Assert.Equal((409, "already_exists"), await StatusAsync(ada.InviteAsync("ADA@example.org")));
        Assert.Equal((404, "not_found"), await StatusAsync(ada.InviteAsync(Bob, "operator", new { type = "servers", ids = new[] { "srv_of_nobody" } })));
        Assert.Equal((404, "not_found"), await StatusAsync(ada.InviteAsync(Bob, "customer", new { type = "sites", ids = new[] { "site_of_nobody" } })));
        foreach (var (role, scope, field) in new (string, object, string)[]
        {
            ("owner", TeamSilo.Everything, "role"), ("king", TeamSilo.Everything, "role"), ("operator", new { type = "some" }, "scope.type"),
            ("operator", new { type = "all", ids = new[] { "srv_1" } }, "scope.ids"), ("operator", new { type = "servers" }, "scope.ids"),
            ("operator", new { type = "sites", ids = new[] { "site_1", "site_1" } }, "scope.ids"), ("operator", new { type = "sites", ids = new string?[] { null } }, "scope.ids"),
            ("operator", new { }, "scope.type"), ("operator", new { type = "all", more = 1 }, "scope.more"), ("operator", new { type = "sites", ids = Enumerable.Range(0, 501).Select(i => $"site_{i}") }, "scope.ids"),
        })
            Assert.Equal([field], (await ada.InviteAsync(Bob, role, scope)).Fields);
        Assert.Equal(["email", "role", "scope"], (await ada.SendAsync("POST", "/v1/team/invitations", new { })).Fields);
    }

    private static async Task<(int, string)> StatusAsync(Task<Answer> asked) => await asked is var answer ? ((int)answer.Status, answer.Code) : default;

    private static string? Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString();
}
