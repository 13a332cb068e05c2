using System.Buffers;
using System.Text.Json;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Account;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Audit;

/// <summary>The audit as NDJSON to keep: a row a line, newest first, as the list shows them.</summary>
internal sealed class AuditExport(AuditRecords records, AccountRecords accounts, ITierTerms tiers)
{
    /// <summary>Gate of the tier.</summary>
    public const string Feature = "audit_export";

    private const int Page = 500;
    private static readonly JsonWriterOptions Plain = new() { Encoder = ApiJson.Options.Encoder };

    public async Task WriteAsync(HttpContext context, string workspaceId, AuditFilter filter)
    {
        if (await accounts.FiguresAsync(workspaceId) is not { } workspace || !tiers.Opens(workspace.Tier, Feature))
            throw new PanelException(PanelError.TierLocked, "The tier of this workspace does not include the export of the audit.");
        var (response, ct) = (context.Response, context.RequestAborted);
        // The first page is read before anything is said: a refusal of the records is still an error in the envelope.
        var (rows, next) = await records.ListAsync(workspaceId, filter, Page, null);
        response.ContentType = "application/x-ndjson; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"audit.ndjson\"";
        response.Headers.CacheControl = "no-store";
        while (true)
        {
            Write(response, rows);
            await response.BodyWriter.FlushAsync(ct);
            if (next is null)
                return;
            (rows, next) = await records.ListAsync(workspaceId, filter, Page, next);
        }
    }

    private static void Write(HttpResponse response, IReadOnlyList<AuditRow> rows)
    {
        foreach (var row in rows)
        {
            using (var json = new Utf8JsonWriter(response.BodyWriter, Plain))
                JsonSerializer.Serialize(json, AuditView.Of(row), ApiJson.Options);
            response.BodyWriter.Write("\n"u8);
        }
    }
}
