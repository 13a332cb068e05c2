using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;

namespace MzPanel.Silo.Http;

/// <summary>The bytes of a request's body, read once and kept for whoever hashes or parses them.</summary>
internal sealed record RawBody(ReadOnlyMemory<byte> Bytes)
{
    public const int MaxBytes = 1024 * 1024;

    public static async ValueTask<RawBody> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<RawBody>() is { } known)
            return known;
        // Clients name a type for no body as well; there is nothing of that type then.
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
            CheckType(context.Request);
        var body = new RawBody(await DrainAsync(context));
        context.Features.Set(body);
        return body;
    }

    private static void CheckType(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw ErrorTable.OfStatus(415);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
            || !string.Equals(media.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            || media.CharSet?.Trim('"') is { } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw ErrorTable.OfStatus(415);
    }

    private static async ValueTask<byte[]> DrainAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBytes)
            throw ErrorTable.OfStatus(413);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
                throw ErrorTable.OfStatus(413);
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }
}
