using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Dashboard;

/// <summary>
/// The browser application, from our own origin: one page for every address that it has, and its files. It is built beside the silo
/// (<c>src/MzPanel.Dashboard</c>) and knows the public API only.
/// </summary>
internal static class DashboardApi
{
    // Its own list of routes (App.tsx) and this one are the same; any other path stays an unknown one.
    private static readonly string[] Pages =
    [
        "/", "/setup", "/sign-in", "/reset", "/email", "/invite", "/servers/{**rest}", "/jobs/{**rest}", "/schedules/{**rest}", "/rollouts/{**rest}", "/backups/{**rest}", "/sites/{**rest}", "/team", "/audit",
        "/workspace", "/account/{**rest}",
    ];

    public static IServiceCollection AddDashboard(this IServiceCollection services) =>
        services.AddSingleton(new DashboardFiles(Path.Combine(AppContext.BaseDirectory, "dashboard")));

    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
        foreach (var page in Pages)
            app.MapGet(page, Show).Needs(Capability.Anonymous).ExcludeFromDescription();
        app.MapGet("/assets/{file}", Load).Needs(Capability.Anonymous).ExcludeFromDescription();
    }

    private static IResult Show(HttpContext context, DashboardFiles files)
    {
        // A script that asks for a page means the API and is mistaken: what it must not get is a page that says 200.
        if (context.Request.Headers["Sec-Fetch-Mode"] is [{ } mode] && mode != "navigate")
            throw PanelException.NotFound();
        // It names the files of this build.
        context.Response.Headers.CacheControl = "no-store";
        return files.Page is { } page ? TypedResults.PhysicalFile(page, "text/html; charset=utf-8") : TypedResults.Text(Absent);
    }

    private static PhysicalFileHttpResult Load(string file, HttpContext context, DashboardFiles files)
    {
        var found = files.Find(file, context.Request.GetTypedHeaders().AcceptEncoding) ?? throw PanelException.NotFound();
        var headers = context.Response.Headers;
        // The name is made of what is in it.
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        if (found.Encoding is not null)
            headers.ContentEncoding = found.Encoding;
        return TypedResults.PhysicalFile(found.Path, found.MediaType);
    }

    private const string Absent =
        """
        This build of MzPanel has no dashboard.

        It is built along with the silo where Node.js (20.19 or newer) and what npm fetches can be had, unless -p:Dashboard=false says
        otherwise:

            dotnet run --project src/MzPanel.Silo

        The API answers all the same: /v1, described at /docs.
        """;
}
