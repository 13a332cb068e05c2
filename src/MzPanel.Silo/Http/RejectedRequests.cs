using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MzPanel.Data;

namespace MzPanel.Silo.Http;

/// <summary>
/// Gives the envelope to what the web server refuses before the pipeline sees it: no HTTP at all, a NUL in the path, headers
/// over the limit. The server's only word about those is a diagnostic event, raised before it would answer without a body.
/// </summary>
internal sealed class RejectedRequests : IObserver<KeyValuePair<string, object?>>
{
    private const string Rejected = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static void Watch(DiagnosticListener server) => server.Subscribe(new RejectedRequests(), name => name == Rejected);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // On HTTP/2 the connection is shared and framed: there the server resets the stream, or answers by itself.
        if (value is (Rejected, IFeatureCollection request) && request.Get<IHttp2StreamIdFeature>() is null
            && request.Get<IHttpResponseFeature>() is { HasStarted: false } response)
            Answer(request, response);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static void Answer(IFeatureCollection request, IHttpResponseFeature response)
    {
        var refusal = ErrorTable.OfStatus(400);
        var body = JsonSerializer.SerializeToUtf8Bytes(ErrorAnswer.Envelope(refusal), ApiJson.Options);
        response.StatusCode = ErrorTable.Status(refusal.Error);
        response.Headers[AnswerHeaders.RequestId] = RecordId.New("req");
        response.Headers.CacheControl = "no-store";
        response.Headers.Connection = "close";
        response.Headers.ContentType = ErrorAnswer.MediaType;
        response.Headers.ContentLength = body.Length;
        // A rejected request has no body stream yet, so that the body follows the head on the connection itself. Both fit
        // the connection's buffer: nothing here waits for the caller.
        _ = request.GetRequiredFeature<IHttpResponseBodyFeature>().StartAsync();
        _ = request.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output.WriteAsync(body).AsTask();
    }
}
