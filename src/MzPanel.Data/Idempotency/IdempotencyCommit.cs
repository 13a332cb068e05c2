namespace MzPanel.Data.Idempotency;

/// <summary>The answer kept under an <c>Idempotency-Key</c>; its row commits with the effect.</summary>
/// <param name="Caller">Who asked; keys of different callers never meet.</param>
/// <param name="Key">The header's value.</param>
/// <param name="BodyHash">SHA-256 of method, path and raw body.</param>
/// <param name="Status">A 2xx status.</param>
/// <param name="Answer">The body, without secrets.</param>
/// <param name="Location">The header of that name.</param>
/// <param name="Now">Unix ms.</param>
/// <param name="Etag">The header of that name.</param>
public sealed record IdempotencyCommit(string Caller, string Key, byte[] BodyHash, int Status, string Answer, string? Location, long Now, string? Etag = null);
