using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Account;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Tests.Hosting;

namespace MzPanel.Silo.Tests.Account;

public sealed class TwoNodesSignInTests
{
    private const string Right = "correct horse battery staple 9";

    [Fact]
    public async Task Tries_on_one_node_count_on_the_other()
    {
        await using var nodes = await StartAsync();
        var (here, there) = (nodes[0], nodes[1]);

        var answers = new List<int>();
        for (var i = 0; i < 6; i++)
            answers.Add((int)(await TryAsync(i % 2 == 0 ? here : there, "wrong")).Status);

        Assert.Equal([401, 401, 401, 401, 401, 429], answers);
        Assert.Equal(429, (int)(await TryAsync(here, Right)).Status);
    }

    [Fact]
    public async Task A_success_on_one_node_is_one_on_the_other()
    {
        await using var nodes = await StartAsync();
        var (here, there) = (nodes[0], nodes[1]);
        for (var i = 0; i < 4; i++)
            await TryAsync(here, "wrong");

        Assert.Equal(HttpStatusCode.OK, (await TryAsync(there, Right)).Status);

        for (var i = 0; i < 4; i++)
            Assert.Equal(401, (int)(await TryAsync(here, "wrong")).Status);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(here, Right)).Status);
    }

    private static Task<Nodes> StartAsync() => Nodes.StartAsync(
        2, new SiloVariation { IsQuiet = true, Services = services => services.AddSingleton(new PasswordHasher(new PasswordCost(1024, 1), cores: 2)) }, "--RateLimits:SignInsPerMinute=1000");

    private static Task<Answer> TryAsync(WholeSilo node, string password) =>
        node.Http.SendAsync("POST", "/v1/account/sign-in", new { email = "owner@example.org", password });
}
