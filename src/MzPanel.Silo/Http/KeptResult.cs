using MzPanel.Data.Idempotency;

namespace MzPanel.Silo.Http;

/// <summary>The first answer again.</summary>
internal sealed class KeptResult(KeptRow row) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => row.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = row.Status;
        if (row.Location is { } location)
            httpContext.Response.Headers.Location = location;
        if (row.Etag is { } etag)
            httpContext.Response.Headers.ETag = etag;
        if (string.IsNullOrEmpty(row.Answer))
            return Task.CompletedTask;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        return httpContext.Response.WriteAsync(row.Answer);
    }
}
