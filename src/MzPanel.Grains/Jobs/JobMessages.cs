namespace MzPanel.Grains.Jobs;

/// <summary>Under which conditions a job is offered.</summary>
/// <param name="Epoch">Epoch of the link.</param>
/// <param name="Slot">Lane slot to take.</param>
/// <param name="Home">The silo of the socket: the job's grain belongs there.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.terms")]
public sealed record OfferTerms([property: Id(0)] long Epoch, [property: Id(1)] int Slot, [property: Id(2)] SiloAddress? Home = null);

/// <summary>The frame to send, or none.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.offer")]
public sealed record OfferReply([property: Id(0)] byte[]? Frame, [property: Id(1)] string? CommandId = null);

/// <summary>What became of a new job, and of its first offer where it was made in the same commit.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.created")]
public sealed record CreateReply([property: Id(0)] SubmitReply Reply, [property: Id(1)] OfferReply? Offer = null);

/// <summary>Where a frame about a command came from: what it says counts only under the current epoch of that server.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.from")]
public sealed record AgentFrame([property: Id(0)] string ServerId, [property: Id(1)] long Epoch, [property: Id(2)] string CommandId);

/// <summary>What to tell the agent about its frame.</summary>
[GenerateSerializer, Alias("mzpanel.framereply")]
public enum FrameReply
{
    /// <summary>Durable, or without effect for good: acknowledge it.</summary>
    Durable,

    /// <summary>From an older epoch: say nothing.</summary>
    Stale,
}

/// <summary>Lines of one frame in the form of the records (<c>LogCodec</c>), or a gap.</summary>
/// <param name="Seq">Number of the first line.</param>
/// <param name="Count">How many.</param>
/// <param name="Bytes">Encoded lines; <see langword="null"/> for a gap.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.piece")]
public sealed record LogPiece([property: Id(0)] long Seq, [property: Id(1)] long Count, [property: Id(2)] byte[]? Bytes);

/// <summary>What became of a piece of log.</summary>
/// <param name="AckedSeq">Every line up to this one is durable; <see langword="null"/>: say nothing (old epoch).</param>
/// <param name="Conflict">The same lines came before with other bytes: close with 4400, once per command.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.logreply")]
public sealed record LogReply([property: Id(0)] long? AckedSeq, [property: Id(1)] bool Conflict = false);

/// <summary>How a command ended, from <c>job_done</c>.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.end")]
public sealed record JobEnd
{
    /// <summary>Exit code.</summary>
    [Id(0)] public required int ExitCode { get; init; }

    /// <summary>Run time, ms.</summary>
    [Id(1)] public required long DurationMs { get; init; }

    /// <summary>Number of the last line.</summary>
    [Id(2)] public required long LastSeq { get; init; }

    /// <summary>One of <c>JobOutcome</c>.</summary>
    [Id(3)] public required string Outcome { get; init; }

    /// <summary>Word for programs.</summary>
    [Id(4)] public string? ErrorCode { get; init; }

    /// <summary>Sentence for people.</summary>
    [Id(5)] public string? ErrorMessage { get; init; }

    /// <summary>Result as JSON text.</summary>
    [Id(6)] public string? Result { get; init; }
}

/// <summary>What a <c>hello</c> says about one job.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.facts")]
public sealed record HelloFacts
{
    /// <summary>Epoch the hello was accepted with.</summary>
    [Id(0)] public required long Epoch { get; init; }

    /// <summary>Command id the agent lists, or <see langword="null"/> where it does not list this job.</summary>
    [Id(1)] public string? CommandId { get; init; }

    /// <summary>Whether the agent says it runs; else it ended.</summary>
    [Id(2)] public bool Running { get; init; }

    /// <summary>Last line the agent has written.</summary>
    [Id(3)] public long LastSeq { get; init; }

    /// <summary>Another journal: a re-imaged VPS.</summary>
    [Id(4)] public bool JournalChanged { get; init; }

    /// <summary>The agent keeps a journal.</summary>
    [Id(5)] public bool Journal { get; init; }

    /// <summary>The agent keeps lines until they are acknowledged.</summary>
    [Id(6)] public bool LogAck { get; init; }

    /// <summary>The hello has a list of jobs at all: an absent one says nothing about what it lacks.</summary>
    [Id(7)] public bool Lists { get; init; }
}

/// <summary>Verdict for <c>welcome.resume</c> and what else to send after the welcome.</summary>
/// <param name="Verdict">One of <c>Resume</c>; <see langword="null"/> where there is nothing to say.</param>
/// <param name="AckedSeq">Last durable line.</param>
/// <param name="Resend">The command never arrived: send it again after the welcome.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.settled")]
public sealed record SettleReply(
    [property: Id(0)] string? Verdict, [property: Id(1)] long AckedSeq, [property: Id(2)] bool Resend = false);

/// <summary>What a look at a job found to do on the link.</summary>
/// <param name="CancelCommandId">Command to send a <c>cancel</c> for.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.looked")]
public sealed record LookReply([property: Id(0)] string? CancelCommandId);

/// <summary>How long a server has been silent, as far as judgements from silence are allowed now.</summary>
/// <param name="Offline">The server is offline: running commands become unknown.</param>
/// <param name="LastContact">Last sign of life, unix ms.</param>
/// <param name="MayLose">Whether <c>lost</c> may be judged from silence.</param>
/// <param name="Listed">The latest heartbeat lists the command: then it is never lost.</param>
/// <param name="Journal">The agent keeps a journal.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.silence")]
public sealed record Silence(
    [property: Id(0)] bool Offline,
    [property: Id(1)] long? LastContact,
    [property: Id(2)] bool MayLose,
    [property: Id(3)] bool Listed,
    [property: Id(4)] bool Journal);
