namespace MzPanel.Data.GrainStates;

/// <summary>Private state of grains: one opaque payload per state name and grain, changed only by who knows its ETag.</summary>
public sealed class GrainStateRecords(Database records)
{
    /// <summary>The payload and its ETag.</summary>
    public async Task<(byte[] Payload, string ETag)?> ReadAsync(string stateName, string grainId)
    {
        var found = await records.FirstAsync<Stored>(
            "SELECT payload, etag FROM grain_state WHERE state_name = @stateName AND grain_id = @grainId", new { stateName, grainId });
        return found is null ? null : (found.Payload, found.Etag);
    }

    /// <summary>Writes where the stored ETag is <paramref name="etag"/>, or nothing is stored where that is <see langword="null"/>.</summary>
    /// <returns>The new ETag; <see langword="null"/> on a conflict.</returns>
    public async Task<string?> WriteAsync(string stateName, string grainId, byte[] payload, string? etag)
    {
        // Random, so that an ETag from before a clear never fits what was written after it.
        var next = RecordId.NewStamp();
        var sql = etag is null
            ? "INSERT INTO grain_state (state_name, grain_id, etag, payload) VALUES (@state, @grain, @next, @payload) ON CONFLICT (state_name, grain_id) DO NOTHING"
            : "UPDATE grain_state SET payload = @payload, etag = @next WHERE state_name = @state AND grain_id = @grain AND etag = @etag";
        var affected = await records.Control.WriteAsync(
            [new(sql, ("grain", grainId), ("state", stateName), ("payload", payload), ("next", next), ("etag", etag))]);
        return affected[0] > 0 ? next : null;
    }

    /// <summary>Removes the state where its ETag is still that; <see langword="false"/> on a conflict.</summary>
    public async Task<bool> ClearAsync(string stateName, string grainId, string etag)
    {
        var affected = await records.Control.WriteAsync(
        [
            new("DELETE FROM grain_state WHERE state_name = @state AND grain_id = @grain AND etag = @etag",
                ("grain", grainId), ("state", stateName), ("etag", etag)),
        ]);
        return affected[0] > 0;
    }

    private sealed record Stored
    {
        public byte[] Payload { get; init; } = [];

        public string Etag { get; init; } = "";
    }
}
