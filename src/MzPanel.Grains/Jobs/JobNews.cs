namespace MzPanel.Grains.Jobs;

/// <summary>
/// What the stream of a job carries while somebody watches. It wakes readers and may be lost, late or doubled; the records are
/// the truth (delivery.md, "Logs").
/// </summary>
[GenerateSerializer, Immutable, Alias("mzpanel.news")]
public sealed record JobNews
{
    /// <summary>Stream provider.</summary>
    public const string Provider = "live";

    /// <summary>Stream namespace; the key is the job id.</summary>
    public const string Namespace = "job";

    /// <summary>Command whose lines these are; <see langword="null"/> where only the job changed.</summary>
    [Id(0)] public string? CommandId { get; init; }

    /// <summary>Number of the first line.</summary>
    [Id(1)] public long FirstSeq { get; init; }

    /// <summary>How many lines.</summary>
    [Id(2)] public long Count { get; init; }

    /// <summary>Encoded lines (<c>LogCodec</c>); <see langword="null"/> for a gap or a mere change of the job.</summary>
    [Id(3)] public byte[]? Bytes { get; init; }

    /// <summary>The stream of a job.</summary>
    public static StreamId Of(string jobId) => StreamId.Create(Namespace, jobId);
}
