using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MzPanel.Protocol;
using MzPanel.Protocol.Enrollment;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Enrollment;

/// <summary>The two requests of a registration, each answered in bounded time and size.</summary>
internal sealed class ControlPlane : IDisposable
{
    private const int AnswerBytes = 64 * 1024;
    private static readonly TimeSpan PerTry = TimeSpan.FromSeconds(15);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        MaxResponseContentBufferSize = AnswerBytes,
        Timeout = PerTry,
        DefaultRequestHeaders = { { "User-Agent", "mzagent/" + AgentVersion.Text } },
    };

    public Task<RegisterReply> RegisterAsync(Uri origin, RegisterRequest request, CancellationToken cancelled)
    {
        var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.RegisterRequest));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(origin, "/v1/agent/register")) { Content = body };
        return AskAsync(message, HttpStatusCode.Created, ProtocolJson.Default.RegisterReply, cancelled);
    }

    public Task<KeySet> KeysAsync(Uri keys, CancellationToken cancelled) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, keys), HttpStatusCode.OK, ProtocolJson.Default.KeySet, cancelled);

    public void Dispose() => http.Dispose();

    private async Task<T> AskAsync<T>(HttpRequestMessage message, HttpStatusCode expected, JsonTypeInfo<T> shape, CancellationToken cancelled)
    {
        using (message)
        using (var answer = await SendAsync(message, cancelled))
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancelled);
            if (answer.StatusCode != expected)
                throw Refusal.Of(answer, body);
            return Read(body, shape, message.RequestUri!);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancelled)
    {
        try
        {
            return await http.SendAsync(message, cancelled);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.SecureConnectionError)
        {
            throw new AgentException(ExitCode.Failed, $"{message.RequestUri} cannot be used: {(e.InnerException ?? e).Message}", e);
        }
        catch (HttpRequestException e)
        {
            throw new PassingFault($"{message.RequestUri} did not answer: {e.Message}", cause: e);
        }
        catch (OperationCanceledException e) when (!cancelled.IsCancellationRequested)
        {
            throw new PassingFault($"{message.RequestUri} did not answer within {PerTry.TotalSeconds} s", cause: e);
        }
    }

    private static T Read<T>(byte[] body, JsonTypeInfo<T> shape, Uri address)
    {
        try
        {
            return JsonSerializer.Deserialize(body, shape) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new AgentException(ExitCode.Failed, $"{address} gave an answer that is not of the protocol: {e.Message}", e);
        }
    }
}
