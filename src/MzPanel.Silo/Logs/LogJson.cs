using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Logs;

/// <summary>Rows of a log as JSON, written straight into the response: a page of 5,000 lines makes no objects.</summary>
internal sealed class LogJson(IBufferWriter<byte> output) : IDisposable
{
    private static readonly JsonEncodedText Number = JsonEncodedText.Encode("n");
    private static readonly JsonEncodedText Gap = JsonEncodedText.Encode("gap");
    private static readonly JsonEncodedText Stream = JsonEncodedText.Encode("stream");
    private static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
    private static readonly JsonEncodedText At = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText Partial = JsonEncodedText.Encode("partial");

    // Answers are never put into a page as they are (nosniff, application/json), so accents need no escapes.
    private readonly Utf8JsonWriter json = new(output, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    /// <summary>Bytes written since the list was opened.</summary>
    public long Bytes => json.BytesCommitted + json.BytesPending;

    /// <summary>Opens <c>{"name":[</c>.</summary>
    public void Open(string list)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteStartArray(list);
    }

    public void Write(in LogRow row)
    {
        json.WriteStartObject();
        json.WriteNumber(Number, row.N);
        if (row.Gap > 0)
            json.WriteNumber(Gap, row.Gap);
        else
            WriteLine(row);
        json.WriteEndObject();
    }

    /// <summary>Closes the list and the object, with what stands behind the list.</summary>
    public void Close(Action<Utf8JsonWriter>? rest = null)
    {
        json.WriteEndArray();
        rest?.Invoke(json);
        json.WriteEndObject();
        json.Flush();
    }

    public void Dispose() => json.Dispose();

    private void WriteLine(in LogRow row)
    {
        json.WriteString(Stream, row.Stream);
        json.WriteString(Text, row.Text);
        WriteTime(row.At);
        if (row.Partial)
            json.WriteBoolean(Partial, true);
    }

    private void WriteTime(long at)
    {
        Span<byte> text = stackalloc byte[Rfc3339Converter.Written.Length];
        ApiTime.Of(at).UtcDateTime.TryFormat(text, out var length, Rfc3339Converter.Written, CultureInfo.InvariantCulture);
        json.WriteString(At, text[..length]);
    }
}
