using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Dashboard;
using MzPanel.Silo.Http;
using MzPanel.Silo.Tests.Http;

namespace MzPanel.Silo.Tests.Dashboard;

/// <summary>The door of a silo that was built without its pages (<c>-p:Dashboard=false</c>).</summary>
public sealed class DashboardApiTests
{
    [Fact]
    public async Task A_build_without_a_dashboard_says_at_its_door_how_to_build_it()
    {
        await using var silo = await StartAsync();

        var answer = await silo.Http.SendAsync("GET", "/v1/schedules");

        Assert.Equal(200, (int)answer.Status);
        Assert.Contains("dotnet run --project src/MzPanel.Silo", answer.Text, StringComparison.Ordinal);
        Assert.Contains("-p:Dashboard=false", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_asks_for_a_page_or_for_a_file_that_is_not_there_gets_the_envelope()
    {
        await using var silo = await StartAsync();

        Assert.Equal("not_found", (await silo.Http.SendAsync("GET", "/v1/rollouts/rol_1", null, ("Sec-Fetch-Mode", "cors"))).Code);
        Assert.Equal("not_found", (await silo.Http.SendAsync("GET", "/v1/assets/index.js")).Code);
    }

    // Beneath /v1 here, where the pipeline of the tests has its routes.
    private static Task<TestSilo> StartAsync() => TestSilo.StartAsync(
        (services, _) => services.AddSingleton<ICallerSource, HeaderCallers>().AddSingleton(new DashboardFiles("/nowhere")), v1 => v1.MapDashboard());
}
