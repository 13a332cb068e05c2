using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>Server-sent events on one response (WHATWG HTML, section 9.2). Data is JSON on one line.</summary>
internal sealed class SseWriter(PipeWriter output, TimeProvider time)
{
    public const string MediaType = "text/event-stream";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private long lastWrite = time.GetTimestamp();

    /// <summary>When a comment is due, so that nothing on the way takes the connection for dead.</summary>
    public TimeSpan CommentIn => Quiet - time.GetElapsedTime(lastWrite) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Where the data of an event is written that is not made of objects.</summary>
    public IBufferWriter<byte> Output => output;

    /// <summary>Bytes written since the last event left.</summary>
    public long Waiting => output.UnflushedBytes;

    public static SseWriter Of(HttpResponse response, TimeProvider time)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        // nginx would hold events back to fill its buffer.
        response.Headers["X-Accel-Buffering"] = "no";
        return new SseWriter(response.BodyWriter, time);
    }

    public async Task SendAsync<T>(string name, long? id, T data, CancellationToken ct)
    {
        Begin(name);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(data, ApiJson.Options));
        await EndAsync(id, ct);
    }

    /// <summary>The same with data that is JSON already.</summary>
    public Task SendAsync(string name, long? id, byte[] json, CancellationToken ct)
    {
        Begin(name);
        output.Write(json);
        return EndAsync(id, ct);
    }

    public Task CommentAsync(CancellationToken ct)
    {
        Write(":\n\n");
        return FlushAsync(ct);
    }

    /// <summary>A comment that moves the reader's place on: an id without data is remembered and shown to nobody.</summary>
    public Task CommentAsync(long id, CancellationToken ct)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $":\nid: {id}\n\n"));
        return FlushAsync(ct);
    }

    /// <summary>Opens an event up to its data.</summary>
    public void Begin(string name) => Write($"event: {name}\ndata: ");

    /// <summary>Closes an event behind its data, with what a reader that comes back will name.</summary>
    public Task EndAsync(long? id, CancellationToken ct)
    {
        Write(id is { } number ? string.Create(CultureInfo.InvariantCulture, $"\nid: {number}\n\n") : "\n\n");
        return FlushAsync(ct);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);

    private async Task FlushAsync(CancellationToken ct)
    {
        await output.FlushAsync(ct);
        lastWrite = time.GetTimestamp();
    }
}
