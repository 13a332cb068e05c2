using Orleans.Dashboard;

namespace MzPanel.Silo.Hosting;

/// <summary>
/// What only the operator reaches, at the addresses of <c>Management:Urls</c>: health, figures, the dashboard of the grains. Nothing
/// else is served there, and none of it elsewhere.
/// </summary>
internal static class Management
{
    private const string Health = "/healthz";
    private const string Figures = "/metrics";
    private const string Dashboard = "/dashboard";

    // An address that no route has: the answer is the envelope of every other unknown path.
    private const string Nowhere = "/-";

    public static bool IsPrivate(PathString path) => path.StartsWithSegments(Figures) || path.StartsWithSegments(Dashboard);

    /// <summary>The grains' side of the dashboard, where there is an address to show it at.</summary>
    public static void AddManagement(this WebApplicationBuilder builder, SiloAddresses addresses)
    {
        if (addresses.Management.Count > 0)
            builder.UseOrleans(silo => silo.AddDashboard(dashboard => dashboard.HideTrace = true));
    }

    public static void MapManagement(this WebApplication app, SiloAddresses addresses)
    {
        var ports = addresses.Management.Select(u => u.Port).ToHashSet();
        // Built when somebody asks: its twenty routes are compiled one by one, which a start would wait for.
        var pages = new Lazy<RequestDelegate>(() => Pages(app));
        app.Use((context, next) =>
        {
            var here = ports.Contains(context.Connection.LocalPort);
            if (here && IsPrivate(context.Request.Path))
                return pages.Value(context);
            if (here && !context.Request.Path.StartsWithSegments(Health))
                context.Request.Path = Nowhere;
            return next(context);
        });
    }

    private static RequestDelegate Pages(WebApplication app)
    {
        var pages = new ApplicationBuilder(app.Services);
        pages.UseOpenTelemetryPrometheusScrapingEndpoint(Figures);
        pages.UseRouting();
        pages.UseEndpoints(routes => routes.MapOrleansDashboard(Dashboard));
        return pages.Build();
    }
}
