namespace MzPanel.Data.Logs;

/// <summary>A run of consecutive lines of one command, or a gap over them, as one row.</summary>
/// <param name="FirstSeq">Number of the first line.</param>
/// <param name="Count">How many lines.</param>
/// <param name="Bytes">The lines encoded by <c>LogCodec</c>; <see langword="null"/> for a gap.</param>
public sealed record LogChunk(long FirstSeq, long Count, byte[]? Bytes)
{
    /// <summary>Number of the last line.</summary>
    public long LastSeq => FirstSeq + Count - 1;

    /// <summary>Lines were dropped on the way and are gone.</summary>
    public bool IsGap => Bytes is null;
}
