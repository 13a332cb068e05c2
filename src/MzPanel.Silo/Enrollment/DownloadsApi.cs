using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using MzPanel.Data;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Enrollment;

/// <summary>What a VPS needs before it has an agent: the script that installs one, and the program.</summary>
internal static class DownloadsApi
{
    private const string Folder = "downloads";
    private const string Sums = "SHA256SUMS";
    // Kept, but asked about each time: a program that does not go with the line any more would only be refused.
    private const string Caching = "public, no-cache";
    private static readonly string[] Head = [HttpMethods.Head];
    private static readonly MinDataRate SlowestReader = new(bytesPerSecond: 8 * 1024, gracePeriod: TimeSpan.FromSeconds(10));

    public static IServiceCollection AddDownloads(this IServiceCollection services) => services.AddSingleton<DownloadPlaces>()
        .AddSingleton(all => new AgentDownloads(all.GetRequiredService<ILogger<AgentDownloads>>(),
            Path.Combine(all.GetRequiredService<DatabaseOptions>().DataDirectory, Folder), Path.Combine(AppContext.BaseDirectory, Folder)));

    public static void MapDownloads(this IEndpointRouteBuilder app)
    {
        app.MapGet("/install.sh", Script).IsOpen().AnswersAs("text/x-shellscript")
            .WithSummary("The script that installs the agent on a VPS, with the arguments of the install command");
        app.MapGet("/download/{file}", DownloadAsync).IsOpen().AnswersAs("application/octet-stream").Refuses(PanelError.NotFound)
            .WithSummary("mzagent-linux-amd64 or mzagent-linux-arm64, the agent's program, or SHA256SUMS");
        app.MapMethods("/install.sh", Head, Script).IsOpen().ExcludeFromDescription();
        app.MapMethods("/download/{file}", Head, DownloadAsync).IsOpen().ExcludeFromDescription();
    }

    private static RouteHandlerBuilder IsOpen(this RouteHandlerBuilder endpoint) =>
        endpoint.Needs(Capability.Anonymous).CountsAsRequest().Refuses(PanelError.RateLimited, PanelError.PreconditionFailed);

    private static IResult Script(HttpContext context)
    {
        context.Response.Headers.CacheControl = Caching;
        return Results.Bytes(InstallScript.Bytes, "text/x-shellscript; charset=utf-8", entityTag: InstallScript.Tag);
    }

    private static Task<IResult> DownloadAsync(string file, HttpContext context, AgentDownloads downloads, DownloadPlaces places) =>
        file == Sums ? SumsAsync(context, downloads)
        : AgentDownloads.ArchitectureOf(file) is { } architecture ? ProgramAsync(architecture, context, downloads, places)
        : throw PanelException.NotFound();

    private static async Task<IResult> SumsAsync(HttpContext context, AgentDownloads downloads)
    {
        var found = await downloads.ListAsync(context.RequestAborted);
        if (found.Count == 0)
            throw Missing();
        context.Response.Headers.CacheControl = Caching;
        return Results.Text(string.Concat(found.Select(download => $"{download.Sha256}  {download.Name}\n")));
    }

    private static async Task<IResult> ProgramAsync(string architecture, HttpContext context, AgentDownloads downloads, DownloadPlaces places)
    {
        context.Response.RegisterForDispose(places.Take(ClientAddress.Host(context)));
        var (download, content) = await downloads.OpenAsync(architecture, context.RequestAborted) ?? throw Missing();
        context.Response.Headers.CacheControl = Caching;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } pace)
            pace.MinDataRate = SlowestReader;
        return Results.Stream(content, "application/octet-stream", lastModified: File.GetLastWriteTimeUtc(content.SafeFileHandle),
            entityTag: new EntityTagHeaderValue($"\"{download.Sha256}\""), enableRangeProcessing: IsWithin(context.Request, content.Length));
    }

    // A part that lies behind the end is answered by the whole, as if parts were not known: a 416 would have no envelope.
    private static bool IsWithin(HttpRequest request, long length) =>
        request.GetTypedHeaders().Range is not { Ranges: { Count: 1 } ranges } || (ranges.First() is { From: { } from } ? from < length : ranges.First().To > 0);

    private static PanelException Missing() => new(PanelError.NotFound,
        "This control plane has no agent for this platform yet. Who runs it makes one with packaging/publish-agent.sh, into the folder downloads of its data directory.");
}
