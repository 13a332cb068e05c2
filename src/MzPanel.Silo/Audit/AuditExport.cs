using System.Buffers;
using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Silo.Http;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Audit;

/// <summary>The audit as NDJSON to keep: a row a line, newest first, as the list shows them.</summary>
internal sealed class AuditExport(AuditRecords records)
{
    private const int Page = 500;
    private static readonly JsonWriterOptions Plain = new() { Encoder = ApiJson.Options.Encoder };

    public async Task WriteAsync(HttpContext context, CallerIdentity caller, AuditFilter filter)
    {
        var response = context.Response;
        await using var right = ViewerRight.Of(context, caller);
        // The first page is read before anything is said: a refusal of the records is still an error in the envelope.
        var (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, Page, null);
        response.ContentType = "application/x-ndjson; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"audit.ndjson\"";
        response.Headers.CacheControl = "no-store";
        while (true)
        {
            Write(response, rows);
            await right.FlushAsync(response.BodyWriter);
            if (next is null)
                return;
            (rows, next) = await records.ListAsync(caller.WorkspaceId, filter, Page, next);
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
