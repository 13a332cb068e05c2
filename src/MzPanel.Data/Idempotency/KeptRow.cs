namespace MzPanel.Data.Idempotency;

/// <summary>What an <c>Idempotency-Key</c> holds: a lease, or the answer.</summary>
public sealed record KeptRow
{
    /// <summary><see cref="Status"/> while the first request still runs.</summary>
    public const int InFlight = 0;

    /// <summary>Hash of method, path and body.</summary>
    public required byte[] BodyHash { get; init; }

    /// <summary>Status of the answer, or <see cref="InFlight"/>.</summary>
    public required int Status { get; init; }

    /// <summary>Body of the answer, secrets as <c>null</c>.</summary>
    public string? Answer { get; init; }

    /// <summary>The header of that name.</summary>
    public string? Location { get; init; }

    /// <summary>The header of that name.</summary>
    public string? Etag { get; init; }
}
