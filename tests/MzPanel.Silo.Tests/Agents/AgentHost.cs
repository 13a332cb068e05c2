using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MzPanel.Grains;
using MzPanel.Grains.Servers;
using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Agents;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests.Agents;

/// <summary>The agents' door on a free loopback port, before grains that only remember what they were told.</summary>
internal sealed class AgentHost : IAsyncDisposable
{
    public const string ServerId = "srv_1";

    private readonly WebApplication app;

    private AgentHost(WebApplication app) => this.app = app;

    public FakeServerGrain Server { get; } = new();

    public ConcurrentDictionary<string, FakeJobGrain> Jobs { get; } = new();

    /// <summary>The token of <see cref="ServerId"/>.</summary>
    public string Token { get; } = Protocol.Tokens.Token.Create(TokenKind.Agent);

    /// <summary>Epoch of <see cref="ServerId"/> in the records.</summary>
    public long Epoch { get; set; }

    /// <summary>What authentication does besides knowing <see cref="Token"/>.</summary>
    public Func<Task> OnAuthenticate { get; set; } = () => Task.CompletedTask;

    public Uri Url => new(app.Urls.First() + "/v1/agent");

    public Uri SocketUrl => new UriBuilder(Url) { Scheme = "ws" }.Uri;

    public IServiceProvider Services => app.Services;

    public AgentGateway Gateway => Services.GetRequiredService<AgentGateway>();

    public FakeJobGrain Job(string id) => Jobs.GetOrAdd(id, _ => new());

    public static async Task<AgentHost> StartAsync(TimeProvider? time = null, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value)));
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Critical);
        AgentHost? host = null;
        builder.Services.AddSingleton(time ?? TimeProvider.System).AddSingleton<LocalLinks>().AddSingleton(new Jitter(new Random(1)))
            .AddSingleton(_ => FakeGrains.Of(host!)).AddSingleton(FakeGrains.Silo)
            .AddSingleton<MakeWelcome>((_, helloId, reply) => ValueTask.FromResult(Frames.Of("welcome", new { epoch = reply.Epoch }, helloId)))
            .AddSingleton<JobOfCommand>((_, command) => Task.FromResult<string?>(command == "known" ? "job_known" : null))
            .AddSingleton<AuthenticateAgent>((hash, _) => host!.AuthenticateAsync(hash));
        builder.Services.AddAgents(builder.Configuration).AddRouting();
        var app = builder.Build();
        app.UseMiddleware<AnswerHeaders>().UseMiddleware<ErrorTranslation>().UseRouting().UseWebSockets();
        app.MapAgents();
        host = new AgentHost(app);
        await app.StartAsync();
        return host;
    }

    /// <summary>A socket that did not say anything yet.</summary>
    public Task<RawAgent> DialAsync() => RawAgent.DialAsync(SocketUrl, Token);

    /// <summary>A welcomed one.</summary>
    public async Task<RawAgent> WelcomedAsync(object? hello = null)
    {
        var agent = await DialAsync();
        await agent.SendAsync("hello", hello ?? new { });
        Assert.Equal("welcome", (await agent.NextAsync()).Type);
        await Server.WelcomedEpochs.NextAsync();
        return agent;
    }

    /// <summary>Waits for what nothing announces.</summary>
    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
    }

    private async Task<AgentIdentity?> AuthenticateAsync(byte[] hash)
    {
        await OnAuthenticate();
        return hash.AsSpan().SequenceEqual(Protocol.Tokens.Token.Hash(Token)) ? new AgentIdentity(ServerId, "wks_1", Epoch: Epoch) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
