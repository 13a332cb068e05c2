using MzPanel.Data;
using MzPanel.Data.Audit;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Audit;

/// <summary>
/// Writes refusals down (security.md, "audit"): what a known caller was denied into the audit of the caller's own workspace,
/// never naming what was asked for; strangers' tries into the installation log.
/// </summary>
internal sealed class RefusalWitness(AuditRecords audit, InstallationLog log, ILogger<RefusalWitness> failures) : IRefusalWitness
{
    public async ValueTask SeenAsync(HttpContext context, PanelException refusal)
    {
        if (refusal.Error == PanelError.OriginNotAllowed || ErrorTable.Status(refusal.Error) is 401 or 429)
            log.Count(ClientAddress.Of(context), ErrorTable.Code(refusal.Error));
        else if (IsDenial(context, refusal.Error) && context.Features.Get<CallerIdentity>() is { } caller)
            await WriteAsync(context, refusal, caller);
    }

    /// <summary>
    /// 403 always; 404 where something was asked for by its id, or was to be changed, that is not there for this caller. Whether it
    /// is somebody else's or never was makes no difference: not even in what is written, or how long that takes.
    /// </summary>
    private static bool IsDenial(HttpContext context, PanelError error) => ErrorTable.Status(error) switch
    {
        403 => true,
        404 => context.GetEndpoint() is RouteEndpoint endpoint && (!HttpMethods.IsGet(context.Request.Method) || endpoint.Metadata.GetMetadata<Over>() is not null),
        _ => false,
    };

    private async Task WriteAsync(HttpContext context, PanelException refusal, CallerIdentity caller)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        try
        {
            await audit.AddAsync(caller.Audit("access.denied") with
            {
                Outcome = "denied",
                Details = ApiJson.Write(new DeniedDetails(context.Request.Method, route, ErrorTable.Code(refusal.Error))),
            });
        }
        catch (Exception e) when (StorageException.Of(e) is not null)
        {
            failures.DeniedWasNotAudited(e, context.TraceIdentifier);
        }
    }

    private sealed record DeniedDetails(string Method, string? Route, string Code);
}
