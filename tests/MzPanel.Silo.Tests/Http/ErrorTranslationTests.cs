using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace MzPanel.Silo.Tests.Http;

public sealed class ErrorTranslationTests
{
    private static readonly (string, string) Owner = (HeaderCallers.Header, "wks_1/usr_1/owner");

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/", 404, "not_found")]
    [InlineData("PUT", "/v1/things", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/things", 401, "unauthenticated")]
    [InlineData("POST", "/v1/things/fail/bug", 500, "internal")]
    [InlineData("POST", "/v1/things/fail/taken", 500, "internal")]
    [InlineData("POST", "/v1/things/fail/full", 507, "storage_full")]
    [InlineData("POST", "/v1/things/fail/away", 503, "storage_unavailable")]
    [InlineData("POST", "/v1/things/fail/slow", 503, "unavailable")]
    [InlineData("POST", "/v1/things/fail/moving", 503, "unavailable")]
    [InlineData("POST", "/v1/things/fail/quota", 403, "quota_exceeded")]
    [InlineData("POST", "/v1/things/fail/wait", 429, "queue_full")]
    public async Task Every_refusal_is_the_envelope_and_tells_nothing_of_ours(string method, string path, int status, string code)
    {
        await using var silo = await Things.StartAsync();

        var answer = await silo.Http.SendAsync(method, path);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        IsEnvelope(answer);
    }

    [Fact]
    public async Task What_can_be_tried_again_says_when()
    {
        await using var silo = await Things.StartAsync();

        Assert.Equal("1", (await silo.Http.SendAsync("POST", "/v1/things/fail/away")).Header("Retry-After"));
        Assert.Equal("7", (await silo.Http.SendAsync("POST", "/v1/things/fail/wait")).Header("Retry-After"));
    }

    [Fact]
    public async Task A_method_that_is_not_allowed_names_those_that_are()
    {
        await using var silo = await Things.StartAsync();

        var answer = await silo.Http.SendAsync("PUT", "/v1/things");

        Assert.Equal(["GET", "POST"], answer.Header("Allow")!.Split(','));
    }

    [Fact]
    public async Task A_body_over_1_MiB_is_refused_announced_or_not()
    {
        await using var silo = await Things.StartAsync();
        var large = new byte[1024 * 1024 + 1];
        using var chunked = new StreamContent(new MemoryStream(large)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/things") { Content = chunked, Headers = { TransferEncodingChunked = true } };
        request.Headers.Add(Owner.Item1, Owner.Item2);

        var answers = new[]
        {
            await silo.Http.SendAsync("POST", "/v1/things", new string(' ', large.Length), Owner),
            await Answer.OfAsync(await silo.Http.SendAsync(request)),
        };

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "payload_too_large"), (answer.Status, answer.Code)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Only_json_is_taken(string type)
    {
        await using var silo = await Things.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/things") { Content = new StringContent("{}") };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add(Owner.Item1, Owner.Item2);

        var answer = await Answer.OfAsync(await silo.Http.SendAsync(request));

        Assert.Equal((415, "unsupported_media_type"), ((int)answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("GET", "/v1/things")]
    [InlineData("DELETE", "/v1/things/1")]
    public async Task A_type_without_a_body_is_not_held_against_the_caller(string method, string path)
    {
        await using var silo = await Things.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded");
        request.Headers.Add(Owner.Item1, Owner.Item2);

        var answer = await Answer.OfAsync(await silo.Http.SendAsync(request));

        Assert.True(answer.Message.IsSuccessStatusCode, answer.Text);
    }

    [Fact]
    public async Task A_body_far_over_the_limit_is_answered_although_the_caller_still_sends()
    {
        await using var silo = await Things.StartAsync();

        var answer = await silo.Http.SendAsync("POST", "/v1/things", new string(' ', 32 * 1024 * 1024), Owner);

        Assert.Equal((413, "payload_too_large"), ((int)answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("/v1/things", "text/html", 406)]
    [InlineData("/v1/things", "application/json;q=0, */*", 406)]
    [InlineData("/v1/things", "text/html, */*;q=0.1", 200)]
    [InlineData("/v1/things", "application/*", 200)]
    [InlineData("/v1/things", "application/json; charset=utf-8", 200)]
    [InlineData("/v1/things", "application/json; charset=latin1", 406)]
    [InlineData("/v1/things/text", "text/plain", 200)]
    [InlineData("/v1/things/text", "application/json", 406)]
    public async Task An_answer_the_caller_cannot_read_is_refused(string path, string accept, int status)
    {
        await using var silo = await Things.StartAsync();

        var answer = await silo.Http.SendAsync("GET", path, null, Owner, ("Accept", accept));

        Assert.Equal(status, (int)answer.Status);
    }

    [Fact]
    public async Task Every_answer_has_an_id_of_its_own_and_the_rules_for_browsers()
    {
        await using var silo = await Things.StartAsync();

        var answers = new[] { await silo.Http.SendAsync("GET", "/v1/things", null, Owner), await silo.Http.SendAsync("GET", "/v1/nothing") };

        Assert.Equal(2, answers.Select(a => a.Header("X-Request-Id")).Distinct().Count());
        Assert.All(answers, answer =>
        {
            Assert.StartsWith("req_", answer.Header("X-Request-Id"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"));
            Assert.Null(answer.Header("Server"));
        });
    }

    private static void IsEnvelope(Answer answer)
    {
        var root = Assert.Single(answer.Json.EnumerateObject().ToArray());
        Assert.Equal(["code", "message", "details"], root.Value.EnumerateObject().Select(m => m.Name));
        Assert.Equal(JsonValueKind.Object, root.Value.GetProperty("details").ValueKind);
        Assert.NotNull(answer.Header("X-Request-Id"));
        foreach (var leak in new[] { "SELECT", "secret", "10.1.2.3", "Exception", "System.", "MzPanel.", "/var" })
            Assert.DoesNotContain(leak, answer.Text, StringComparison.OrdinalIgnoreCase);
    }
}
