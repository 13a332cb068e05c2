namespace MzPanel.Agent.Commands;

/// <summary>Where a command writes; <c>stream</c> is <c>LogLine.Stdout</c> or <c>LogLine.Stderr</c>. Safe for several threads.</summary>
internal interface ILogSink
{
    /// <summary>Writes whole lines: the text need not end with a newline.</summary>
    void Write(string stream, string text);

    /// <summary>Writes output as it came from a program; a line may be spread over several calls.</summary>
    void WriteRaw(string stream, ReadOnlySpan<byte> bytes);

    /// <summary>Ends a line that has no newline: the stream is over.</summary>
    void End(string stream);
}
