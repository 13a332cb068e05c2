using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Browser;

/// <summary>Somebody else's web server: an empty page under every name of this machine, with and without TLS.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication web;

    private OtherSite(WebApplication web) => this.web = web;

    public required int Port { get; init; }

    public required int PlainPort { get; init; }

    public static async Task<OtherSite> StartAsync(X509Certificate2 certificate)
    {
        var (port, plain) = (FreePort.Next(), FreePort.Next());
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate));
            kestrel.Listen(IPAddress.Loopback, plain);
        });
        var web = builder.Build();
        web.Run(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<!doctype html><title>Another site</title>");
        });
        await web.StartAsync();
        return new OtherSite(web) { Port = port, PlainPort = plain };
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
