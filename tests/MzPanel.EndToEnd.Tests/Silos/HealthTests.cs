using System.Net;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>What a balancer and a supervisor are told while the database goes and comes.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Without_its_database_a_silo_is_not_ready_but_lives_and_is_ready_again_with_it()
    {
        await using var server = await PgServer.StartAsync();
        using var directory = new TempDirectory();
        await using var silo = new SiloProcess(directory.Path, $"--Storage:Postgres={await server.CreateDatabaseAsync()}");
        await silo.StartAsync();
        using var http = new HttpClient { BaseAddress = silo.Address };
        server.Crash();
        await Until.Async(async () => await StatusAsync(http, "ready") == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "live"));
        await server.RestartAsync();
        await Until.Async(async () => await StatusAsync(http, "ready") == HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string what)
    {
        using var answer = await http.GetAsync("/healthz/" + what);
        return answer.StatusCode;
    }
}
