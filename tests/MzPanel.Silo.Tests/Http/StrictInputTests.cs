namespace MzPanel.Silo.Tests.Http;

public sealed class StrictInputTests(SharedThings shared) : IClassFixture<SharedThings>
{
    private static readonly (string, string) Owner = (HeaderCallers.Header, "wks_1/usr_1/owner");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"name\":\"a\",}")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}")]
    [InlineData("{\"name\":\"a\",\"n\\u0061me\":\"b\"}")]
    [InlineData("{\"inner\":{\"colour\":\"a\",\"colour\":\"b\"}}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"name\":\"a\"} x")]
    public async Task Bad_syntax_and_doubled_keys_are_malformed(string body)
    {
        var answer = await shared.Silo.Http.SendAsync("POST", "/v1/things", body, Owner);

        Assert.Equal((400, "malformed_json"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Nesting_deeper_than_32_is_malformed()
    {
        var answer = await shared.Silo.Http.SendAsync("POST", "/v1/things", "{\"name\":" + new string('[', 40) + new string(']', 40) + "}", Owner);

        Assert.Equal((400, "malformed_json"), ((int)answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("{\"name\":5}", "name")]
    [InlineData("{\"name\":null}", "name")]
    [InlineData("{\"name\":\"\\ud800\"}", "name")]
    [InlineData("{\"name\":\"a\",\"Name\":\"a\"}", "Name")]
    [InlineData("{\"name\":\"a\",\"extra\":1,\"size\":\"5\",\"tags\":\"a\"}", "extra,size,tags")]
    [InlineData("{\"extra\":1,\"size\":99}", "extra,name,size")]
    [InlineData("{\"name\":\"a\",\"size\":99999999999999}", "size")]
    [InlineData("{\"name\":\"a\",\"size\":1.5}", "size")]
    [InlineData("{\"name\":\"a\",\"tags\":[\"ok\",\"far too long\",7]}", "tags[2]")]
    [InlineData("{\"name\":\"a\",\"tags\":[\"ok\",\"far too long\"]}", "tags[1]")]
    [InlineData("{\"name\":\"a\",\"inner\":{\"color\":\"x\"}}", "inner.color")]
    [InlineData("{\"name\":\"a\",\"inner\":[]}", "inner")]
    [InlineData("{\"name\":\"a\\u0000b\"}", "name")]
    [InlineData("{\"name\":\"a\",\"at\":\"2026-01-01\"}", "at")]
    [InlineData("{\"name\":\"a\",\"at\":\"2026-13-01T00:00:00Z\"}", "at")]
    public async Task Every_field_at_fault_is_named(string body, string fields)
    {
        var answer = await shared.Silo.Http.SendAsync("POST", "/v1/things", body, Owner);

        Assert.Equal((422, "validation_failed"), ((int)answer.Status, answer.Code));
        Assert.Equal(fields, string.Join(',', answer.Fields.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("POST", "/v1/account/setup", """{}""", "workspace_name", "'workspace_name' must not be empty.")]
    [InlineData("GET", "/v1/jobs?wait_s=x&limit=0", null, "limit", "'limit' must be between 1 and 200. You entered 0.")]
    public async Task What_is_wrong_is_said_in_the_names_of_the_wire(string method, string path, string? body, string field, string said)
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();

        var answer = await silo.AskAsync(method, path, body);

        Assert.Equal(said, answer.Json.GetProperty("error").GetProperty("details").GetProperty(field)[0].GetString());
    }

    [Fact]
    public async Task Names_come_back_cut_short_and_not_without_end()
    {
        var endless = "{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"{new string('x', 1000)}{i}\":1")) + ",\"y\":1}";

        var answer = await shared.Silo.Http.SendAsync("POST", "/v1/things", endless, Owner);

        Assert.Equal(422, (int)answer.Status);
        Assert.InRange(answer.Text.Length, 1, 20_000);
    }

    [Fact]
    public async Task What_is_right_comes_back_as_it_was_sent()
    {
        var answer = await shared.Silo.Http.SendAsync("POST", "/v1/things", """{"name":"Ölçü","size":3,"tags":["a"],"inner":{"colour":"x"},"at":"2026-01-01T02:00:00.5+02:00"}""", Owner);

        Assert.Equal("""{"name":"Ölçü","size":3,"tags":["a"],"inner":{"colour":"x"},"at":"2026-01-01T00:00:00.500Z"}""", answer.Text);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("Limit=1", "Limit")]
    [InlineData("open=1", "open")]
    [InlineData("from=yesterday", "from")]
    [InlineData("colour=red&limit=0", "colour,limit")]
    public async Task Query_parameters_are_judged_like_members(string query, string fields)
    {
        var answer = await shared.Silo.Http.SendAsync("GET", $"/v1/things?{query}", null, Owner);

        Assert.Equal((422, "validation_failed"), ((int)answer.Status, answer.Code));
        Assert.Equal(fields, string.Join(',', answer.Fields.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_list_says_that_there_is_no_more()
    {
        var answer = await shared.Silo.Http.SendAsync("GET", "/v1/things?open=true&from=2026-01-01T00:00:00Z", null, Owner);

        Assert.Equal("""{"data":["50"],"next_cursor":null}""", answer.Text);
    }

    [Fact]
    public async Task A_route_without_parameters_takes_none()
    {
        Assert.Equal(["x"], (await shared.Silo.Http.SendAsync("DELETE", "/v1/things/a?x=1", null, Owner)).Fields);
        Assert.Equal(["x"], (await shared.Silo.Http.SendAsync("DELETE", "/v1/things/a", "{\"x\":1}", Owner)).Fields);
        Assert.Equal("malformed_json", (await shared.Silo.Http.SendAsync("DELETE", "/v1/things/a", "{", Owner)).Code);
        Assert.Equal(204, (int)(await shared.Silo.Http.SendAsync("DELETE", "/v1/things/a", "{}", Owner)).Status);
    }
}
