using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests.Docs;

/// <summary>The description of the API, made by the program as it is composed.</summary>
public sealed class OpenApiTests(WholeApi api) : IClassFixture<WholeApi>
{
    private static readonly string[] Described = ["summary", "operationId", "responses", "x-mz-capability"];

    private static readonly string[] Told = ["Location", "ETag", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"];

    // What agents speak is agent-protocol.md's; the description does not describe itself.
    private static readonly string[] Left = ["/v1/agent", "/openapi/v1.json"];

    // What is neither of /v1 nor one of these is a page of the dashboard, or a file of one.
    private static readonly string[] Open = ["/healthz/", "/.well-known/", "/install.sh", "/download/"];

    private static bool IsDescribed(string method, string path) => !Left.Contains(path) && method != "HEAD"
        && (path.StartsWith("/v1/", StringComparison.Ordinal) || Open.Any(open => path.StartsWith(open, StringComparison.Ordinal)));

    [Fact]
    public void The_document_in_the_repository_is_the_one_that_is_served()
    {
        var path = Path.Combine(Root(AppContext.BaseDirectory), "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable("MZ_RECORD") == "1")
            File.WriteAllText(path, api.Text + "\n");

        Assert.True(File.ReadAllText(path) == api.Text + "\n", "docs/openapi.json is not what the code says: run this test with MZ_RECORD=1, and look at the difference.");
        Assert.StartsWith("3.1.", api.Document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_endpoint_is_described()
    {
        var described = api.Operations.Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal);

        Assert.Equal(api.Endpoints.Where(e => IsDescribed(e.Method, e.Path)).Select(e => $"{e.Method} {e.Path}").Order(StringComparer.Ordinal), described);
        Assert.All(api.Operations, o => Assert.All(Described, name => Assert.True(o.Operation.TryGetProperty(name, out _), $"{o.Method} {o.Path} has no {name}")));
        Assert.Distinct(api.Operations.Select(o => o.Operation.GetProperty("operationId").GetString()));
    }

    [Fact]
    public void Every_success_says_what_it_holds_and_has_an_example()
    {
        foreach (var (method, path, operation) in api.Operations)
            foreach (var (status, answer) in operation.GetProperty("responses").EnumerateObject().Where(a => a.Name[0] == '2').Select(a => (a.Name, a.Value)))
                Assert.True(status == "204" != answer.TryGetProperty("content", out var content), $"{method} {path} {status} must name what it holds: .Produces<T>()");
    }

    [Fact]
    public void Every_body_has_a_schema_and_an_example()
    {
        var bodies = api.Operations.SelectMany(o => Contents(o.Operation)).SelectMany(content => content.EnumerateObject()).Select(type => type.Value).ToArray();

        Assert.InRange(bodies.Length, 40, 1000);
        // An empty object is its own example.
        Assert.All(bodies, body => Assert.True(body.GetProperty("schema").GetRawText().Contains("/Nothing", StringComparison.Ordinal) || body.TryGetProperty("example", out _), body.GetRawText()));
    }

    [Fact]
    public void Every_error_has_the_envelope_and_an_example_of_each_code()
    {
        var answers = api.Document.GetProperty("components").GetProperty("responses").EnumerateObject().ToArray();

        Assert.All(answers, answer =>
        {
            var content = answer.Value.GetProperty("content").GetProperty("application/json");
            Assert.Equal("#/components/schemas/Error", content.GetProperty("schema").GetProperty("$ref").GetString());
            Assert.Equal(answer.Name.Split('.'), content.GetProperty("examples").EnumerateObject().Select(e => e.Name));
        });
        foreach (var example in api.Document.GetProperty("components").GetProperty("examples").EnumerateObject())
            Assert.Equal(example.Name, example.Value.GetProperty("value").GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public void Who_may_call_is_said_as_the_table_of_capabilities_has_it()
    {
        foreach (var (method, path, operation) in api.Operations)
        {
            var needed = api.Endpoints.Single(e => e.Method == method && e.Path == path).Needed;
            Assert.Equal(ApiJson.MemberName(needed.Capability.ToString()), operation.GetProperty("x-mz-capability").GetString());
            Assert.Equal(needed.Resource is not null, operation.GetProperty("security").GetArrayLength() > 0);
            Assert.Equal(needed.Resource is not null, operation.GetProperty("responses").TryGetProperty("403", out _) && operation.TryGetProperty("x-mz-token-scope", out _));
        }
    }

    [Fact]
    public async Task The_example_of_a_site_is_one_that_is_taken()
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
        var (server, _) = await silo.ServerAsync();
        var example = api.Document.GetProperty("paths").GetProperty("/v1/sites").GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .GetProperty("application/json").GetProperty("example").GetRawText();

        var answer = await silo.AskAsync("POST", "/v1/sites", example.Replace("srv_01k8q3v9x2m4", server, StringComparison.Ordinal));

        Assert.True((int)answer.Status == 202, answer.Text);
    }

    [Fact]
    public async Task Headers_that_are_named_are_sent_and_no_others()
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
        var (server, _) = await silo.ServerAsync();
        foreach (var (method, path, route, body) in new (string, string, string, object?)[]
        {
            ("GET", "/v1/account", "/v1/account", null), ("PATCH", "/v1/account", "/v1/account", new { name = "Ada" }), ("PATCH", "/v1/account/workspace", "/v1/account/workspace", new { name = "Ada's" }),
            ("GET", $"/v1/servers/{server}", "/v1/servers/{id}", null), ("GET", "/v1/servers", "/v1/servers", null), ("POST", "/v1/servers", "/v1/servers", new { name = "two" }),
            ("POST", $"/v1/servers/{server}/jobs", "/v1/servers/{id}/jobs", new { kind = "system.info" }), ("DELETE", $"/v1/servers/{server}", "/v1/servers/{id}", null), ("GET", "/healthz/live", "/healthz/live", null),
        })
        {
            var answer = await silo.AskAsync(method, path, body);
            var success = api.Document.GetProperty("paths").GetProperty(route).GetProperty(method.ToLowerInvariant()).GetProperty("responses").GetProperty($"{(int)answer.Status}");
            var named = success.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(h => h.Name) : [];
            Assert.Equal(Told.Where(name => answer.Header(name) is not null).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task It_is_answered_to_anybody_and_the_same_every_time()
    {
        var again = await api.Http.SendAsync("GET", "/openapi/v1.json");

        Assert.Equal("application/json; charset=utf-8", again.Header("Content-Type"));
        Assert.Equal(api.Text, again.Text);
    }

    private static IEnumerable<JsonElement> Contents(JsonElement operation)
    {
        if (operation.TryGetProperty("requestBody", out var body))
            yield return body.GetProperty("content");
        foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(a => a.Name[0] == '2'))
            if (answer.Value.TryGetProperty("content", out var content))
                yield return content;
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "MzPanel.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}

/// <summary>The whole program, its endpoints and its description of them.</summary>
public sealed class WholeApi : IAsyncLifetime
{
    private WholeSilo? silo;

    public HttpClient Http => silo!.Http;

    public string Text { get; private set; } = "";

    public JsonElement Document { get; private set; }

    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations => Document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(operation => (operation.Name.ToUpperInvariant(), path.Name, operation.Value)));

    internal IEnumerable<(string Method, string Path, Needed Needed)> Endpoints => silo!.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods,
            (endpoint, method) => (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), endpoint.Metadata.GetMetadata<Needed>()!));

    public async ValueTask InitializeAsync()
    {
        silo = await WholeSilo.StartAsync();
        Text = (await Http.SendAsync("GET", "/openapi/v1.json")).Text;
        Document = JsonDocument.Parse(Text).RootElement;
    }

    public async ValueTask DisposeAsync() => await silo!.DisposeAsync();
}
