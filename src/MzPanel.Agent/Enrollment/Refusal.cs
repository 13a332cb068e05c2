using System.Net;
using System.Text.Json;

namespace MzPanel.Agent.Enrollment;

/// <summary>What an answer other than success means for the registration.</summary>
internal static class Refusal
{
    public static Exception Of(HttpResponseMessage answer, byte[] body)
    {
        var says = $"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}{Envelope(body)}";
        if (answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500)
            return new PassingFault(says, answer.Headers.RetryAfter?.Delta ?? default);
        return (int)answer.StatusCode >= 400 ? new AgentException(ExitCode.Refused, says) : new AgentException(ExitCode.Failed, says);
    }

    private static string Envelope(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement.GetProperty("error");
            return $": {error.GetProperty("code").GetString()}, {error.GetProperty("message").GetString()}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "";
        }
    }
}
