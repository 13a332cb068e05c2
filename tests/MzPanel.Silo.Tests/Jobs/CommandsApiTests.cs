using System.Text.Json;
using System.Text.RegularExpressions;
using MzPanel.Protocol.Commands;

namespace MzPanel.Silo.Tests.Jobs;

public sealed class CommandsApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task Every_kind_of_the_catalogue_is_listed_with_all_that_a_form_needs()
    {
        var list = (await (await panel.TenantAsync("customer")).GetAsync("/v1/commands")).Json;

        Assert.Equal(CommandCatalogue.All.Select(k => k.Name), list.GetProperty("data").EnumerateArray().Select(k => k.GetProperty("kind").GetString()!));
        Assert.All(list.GetProperty("data").EnumerateArray(), kind => Assert.Equal(
            ["args", "capability", "description", "idempotent", "kind", "lane", "timeout_s"],
            kind.EnumerateObject().Select(m => m.Name).Except(["changes", "undone"]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_kind_says_who_may_ask_and_what_may_run_beside_it()
    {
        var shell = await KindAsync("shell.run");
        var info = await KindAsync("system.info");

        Assert.Equal(("mutating", false, "shell", 3600), Facts(shell));
        Assert.Equal(("read_only", true, "run", 3600), Facts(info));
        Assert.True(Args(shell, "env").GetProperty("writeOnly").GetBoolean());
        Assert.Equal("boolean", Args(shell, "dry_run").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Arguments_are_a_closed_JSON_Schema()
    {
        var create = (await KindAsync("site.create")).GetProperty("args");

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", create.GetProperty("$schema").GetString());
        Assert.False(create.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["site_id", "domain", "kind"], Texts(create.GetProperty("required")));
        Assert.Equal(["static", "proxy", "php", "wordpress"], Texts(create.GetProperty("properties").GetProperty("kind").GetProperty("enum")));
        Assert.True(create.GetProperty("properties").GetProperty("aliases").GetProperty("uniqueItems").GetBoolean());
        var upstream = create.GetProperty("allOf").EnumerateArray().Single(rule => rule.TryGetProperty("then", out _));
        Assert.Equal(["proxy"], Texts(upstream.GetProperty("if").GetProperty("properties").GetProperty("kind").GetProperty("enum")));
        Assert.Equal(["upstream"], Texts(upstream.GetProperty("then").GetProperty("required")));
    }

    [Fact]
    public async Task What_two_members_are_to_each_other_is_in_the_schema()
    {
        var (allow, up) = ((await KindAsync("firewall.allow")).GetProperty("args"), (await KindAsync("docker.up")).GetProperty("args"));

        Assert.Equal("""[{"required":["port"]},{"required":["address"]}]""", allow.GetProperty("anyOf").GetRawText());
        Assert.Equal("""{"required":["compose","directory"]}""", up.GetProperty("not").GetRawText());
    }

    // The patterns go to browsers: they must say there what they say here.
    [Fact]
    public async Task Patterns_are_those_of_ECMAScript_and_refuse_what_the_agent_refuses()
    {
        var tried = 0;
        foreach (var kind in CommandCatalogue.All)
            foreach (var field in kind.Args.Fields.OfType<TextArg>().Where(f => f.Form is not null))
            {
                var schema = Args(await KindAsync(kind.Name), field.Name);
                var pattern = new Regex(schema.GetProperty("pattern").GetString()!, RegexOptions.ECMAScript);
                var control = new Regex(schema.GetProperty("not").GetProperty("pattern").GetString()!, RegexOptions.ECMAScript);
                foreach (var value in new[] { "nginx", "example.org", "site_1", "8.4", "http://a", "me@example.org", "/srv", "-x", "a b", "", "$(id)", "../x", "a\0", "a;b" })
                {
                    var fits = value.Length > 0 && pattern.IsMatch(value) && !control.IsMatch(value);
                    Assert.Equal(field.Check(JsonSerializer.SerializeToElement(value)) is null, fits);
                    tried++;
                }
            }
        Assert.InRange(tried, 200, 10_000);
    }

    private async Task<JsonElement> KindAsync(string name) =>
        (await (await panel.TenantAsync()).GetAsync("/v1/commands")).Json.GetProperty("data").EnumerateArray().Single(k => k.GetProperty("kind").GetString() == name);

    private static (string?, bool, string?, int) Facts(JsonElement kind) => (kind.GetProperty("lane").GetString(), kind.GetProperty("idempotent").GetBoolean(),
        kind.GetProperty("capability").GetString(), kind.GetProperty("timeout_s").GetInt32());

    private static JsonElement Args(JsonElement kind, string field) => kind.GetProperty("args").GetProperty("properties").GetProperty(field);

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetString()!)];
}
