namespace MzPanel.Data.Idempotency;

/// <summary>What became of an effect that was asked for under a key.</summary>
public enum Effect
{
    /// <summary>It took place, and its answer is kept.</summary>
    Done,

    /// <summary>Its conditions did not hold; nothing was changed.</summary>
    Missed,

    /// <summary>Another request under the same key was first: its answer is this one's too.</summary>
    KeyTaken,
}

/// <summary>
/// An operation that may stand under a key. Its first statement decides: it carries <see cref="And"/> and stamps a row with
/// <see cref="Stamp"/>; the others ask for that stamp.
/// </summary>
internal sealed class KeyedOp(IdempotencyCommit? key)
{
    public string Stamp { get; } = RecordId.NewStamp();

    /// <summary>What the first statement's condition ends with.</summary>
    public string And => key is null ? "" : $" AND {IdempotencySql.Claimed}";

    /// <summary>The first statement's parameters.</summary>
    public (string Name, object? Value)[] With(params (string Name, object? Value)[] own) =>
        key is null ? own : [.. own, .. IdempotencySql.Parameters(key, Stamp)];

    /// <summary>Writes the first statement and what follows from it.</summary>
    public async Task<Effect> WriteAsync(RecordWriter writer, Statement first, Stamped stamped, params Statement[] others)
    {
        if (key is null)
            return (await writer.WriteAsync([first, .. others]))[0] > 0 ? Effect.Done : Effect.Missed;
        var affected = await writer.WriteAsync(
            [IdempotencySql.Claim(key, Stamp), first, IdempotencySql.Keep(key, Stamp, stamped.Sql, stamped.Parameters), .. others]);
        return affected[0] == 0 ? Effect.KeyTaken : affected[1] > 0 ? Effect.Done : Effect.Missed;
    }
}

/// <summary>Selects the row that the first statement stamped.</summary>
internal sealed record Stamped(string Sql, params (string Name, object? Value)[] Parameters);
