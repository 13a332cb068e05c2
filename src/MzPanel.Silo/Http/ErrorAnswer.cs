using System.Globalization;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>Writes the error envelope; every answer that is not a success goes through here.</summary>
internal static class ErrorAnswer
{
    public const string MediaType = "application/json; charset=utf-8";

    private static readonly string[] OfTheAbandonedAnswer = ["Content-Length", "Content-Encoding", "ETag", "Location", "Set-Cookie", "Last-Modified"];

    public static async Task WriteAsync(HttpContext context, PanelException refusal)
    {
        foreach (var witness in context.RequestServices.GetServices<IRefusalWitness>())
            await witness.SeenAsync(context, refusal);
        var response = context.Response;
        foreach (var header in OfTheAbandonedAnswer)
            response.Headers.Remove(header);
        response.StatusCode = ErrorTable.Status(refusal.Error);
        response.Headers.CacheControl = "no-store";
        if (refusal.RetryAfterS is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.WriteAsJsonAsync(Envelope(refusal), ApiJson.Options, MediaType);
    }

    public static ErrorEnvelope Envelope(PanelException refusal) =>
        new(new ErrorBody(ErrorTable.Code(refusal.Error), refusal.Message, refusal.Details ?? NoDetails));

    private static readonly Dictionary<string, string[]> NoDetails = [];
}

internal sealed record ErrorEnvelope(ErrorBody Error);

internal sealed record ErrorBody(string Code, string Message, IReadOnlyDictionary<string, string[]> Details);
