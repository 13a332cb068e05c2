using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MzPanel.Protocol;
using MzPanel.Protocol.Enrollment;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Tests.Enrollment;

/// <summary>Registers servers over real HTTP; each request for a token is first offered to <see cref="Misbehave"/>.</summary>
internal sealed class FakeControlPlane : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeControlPlane(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    public List<RegisterRequest> Requests { get; } = [];

    /// <summary>Answers the n-th request (from 1) in another way; false lets it pass.</summary>
    public Func<int, HttpContext, Task<bool>> Misbehave { get; set; } = (_, _) => Task.FromResult(false);

    public Jwk Current { get; } = NewKey();

    public Jwk Next { get; } = NewKey() with { MzUse = "next" };

    public string ConnectUrl { get; set; } = "ws://127.0.0.1:1/v1/agent";

    public static async Task<FakeControlPlane> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fake = new FakeControlPlane(builder.Build());
        fake.app.MapPost("/v1/agent/register", fake.RegisterAsync);
        fake.app.MapGet("/.well-known/jwks.json", fake.KeysAsync);
        await fake.app.StartAsync();
        fake.Url = fake.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return fake;
    }

    public static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync($$"""{ "error": { "code": "{{code}}", "message": "No.", "details": { } } }""");
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task RegisterAsync(HttpContext context)
    {
        Requests.Add((await JsonSerializer.DeserializeAsync(context.Request.Body, ProtocolJson.Default.RegisterRequest))!);
        if (await Misbehave(Requests.Count, context))
            return;
        context.Response.StatusCode = 201;
        await JsonSerializer.SerializeAsync(context.Response.Body, new RegisterReply
        {
            ServerId = "srv_1",
            AgentToken = "mzp_agt_" + Requests.Count,
            ConnectUrl = ConnectUrl,
            KeysUrl = Url + "/.well-known/jwks.json",
        }, ProtocolJson.Default.RegisterReply);
    }

    private Task KeysAsync(HttpContext context) =>
        JsonSerializer.SerializeAsync(context.Response.Body, new KeySet { Keys = [Current, Next] }, ProtocolJson.Default.KeySet);

    private static Jwk NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Jwk.Of(key);
    }
}
