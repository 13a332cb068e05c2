using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace MzPanel.Silo.Tests.Logs;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Channel<SeenEvent> events = Channel.CreateBounded<SeenEvent>(100_000);
    private readonly CancellationTokenSource gone = new();
    private readonly HttpResponseMessage response;
    private readonly Task reading;

    private Viewer(HttpResponseMessage response)
    {
        this.response = response;
        reading = ReadAsync();
    }

    public HttpResponseMessage Response => response;

    public static Task<Viewer> OpenAsync(Tenant tenant, string jobId, string query = "", string? lastEventId = null) =>
        OpenAsync(tenant.Panel.Http, $"/v1/jobs/{jobId}/logs/stream{query}", lastEventId, tenant.Caller);

    public static async Task<Viewer> OpenAsync(HttpClient http, string path, string? lastEventId, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return new Viewer(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    /// <summary>The next event; <see langword="null"/> once the stream has ended.</summary>
    public async Task<SeenEvent?> NextAsync() =>
        await events.Reader.WaitToReadAsync().AsTask().WaitAsync(Limit) ? await events.Reader.ReadAsync() : null;

    /// <summary>Reads until an event of that name; the rows of the lines on the way.</summary>
    public async Task<string> RowsUntilAsync(Func<SeenEvent, bool> isLast)
    {
        var rows = new List<string>();
        while (await NextAsync() is { } seen)
        {
            if (seen.Name == "log")
                rows.Add(LogRows.Text(seen.Data.GetProperty("lines")));
            if (isLast(seen))
                return string.Join(' ', rows);
        }
        throw new InvalidOperationException("The stream ended early: " + string.Join(' ', rows));
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        await reading;
        response.Dispose();
        gone.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(gone.Token));
            var seen = new SeenEvent("", null, default);
            while (await lines.ReadLineAsync(gone.Token) is { } line)
                seen = await TakeAsync(line, seen);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
        }
        events.Writer.TryComplete();
    }

    private async Task<SeenEvent> TakeAsync(string line, SeenEvent seen)
    {
        if (line.StartsWith("event: ", StringComparison.Ordinal))
            return seen with { Name = line[7..] };
        if (line.StartsWith("id: ", StringComparison.Ordinal))
            return seen with { Id = long.Parse(line[4..], CultureInfo.InvariantCulture) };
        if (line.StartsWith("data: ", StringComparison.Ordinal))
            return seen with { Data = JsonDocument.Parse(line[6..]).RootElement };
        if (line.StartsWith(':'))
            return seen with { Name = "comment" };
        await events.Writer.WriteAsync(seen);
        return new SeenEvent("", null, default);
    }
}

internal sealed record SeenEvent(string Name, long? Id, JsonElement Data)
{
    public string? Text(string member) => Data.TryGetProperty(member, out var value) ? value.GetString() : null;

    public bool IsStatus(string status) => Name == "status" && Data.GetProperty("status").GetString() == status;
}
