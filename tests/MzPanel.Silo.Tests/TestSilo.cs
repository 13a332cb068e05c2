using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Silo.Http;
using MzPanel.Silo.Tests.Docs;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests;

/// <summary>The pipeline with the rooms a test asks for, on a free loopback port, on records of its own.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    public const string Origin = "https://panel.example.org";

    private readonly WebApplication app;
    private readonly MasterKey masterKey;

    private TestSilo(WebApplication app, TestRecords records, MasterKey masterKey, FakeTimeProvider time)
    {
        (this.app, Records, this.masterKey, Time) = (app, records, masterKey, time);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public TestRecords Records { get; }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => app.Services;

    /// <param name="rooms">Registers them.</param>
    /// <param name="map">Maps their routes.</param>
    /// <param name="settings">Of the same key the last one counts.</param>
    public static async Task<TestSilo> StartAsync(
        Action<IServiceCollection, IConfiguration> rooms, Action<RouteGroupBuilder> map, params (string Key, string? Value)[] settings)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var records = await TestRecords.SqliteAsync(time);
        var masterKey = await MasterKey.LoadAsync(Path.Combine(records.Options.DataDirectory, "master.key"), records.Database);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Reverse().DistinctBy(s => s.Key).Select(s => KeyValuePair.Create(s.Key, s.Value)));
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(records.Database).AddSingleton(records.Options).AddSingleton(masterKey)
            .AddSingleton(new PublicUrl(new Uri(Origin)));
        builder.Services.AddHttp(builder.Configuration).AddSingleton<IRefusalWitness, DocumentedRefusals>();
        rooms(builder.Services, builder.Configuration);
        var app = builder.Build();
        app.UseHttp();
        map(app.MapV1());
        app.CheckEndpoints();
        await app.StartAsync();
        return new TestSilo(app, records, masterKey, time);
    }

    /// <summary>Ends the process's work as SIGTERM does.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Records.DisposeAsync();
        masterKey.Dispose();
    }
}
