using MzPanel.Data.GrainStates;
using Orleans.Storage;

namespace MzPanel.Silo.Hosting;

/// <summary>
/// Private state of grains beside the records, where those are in SQLite: through the same writer, so it commits in the same groups
/// (orleans-notes.md: AdoNet storage on SQLite waits 150 ms at a busy database).
/// </summary>
internal sealed class RecordsGrainStorage(GrainStateRecords records, IGrainStorageSerializer serializer) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = await records.ReadAsync(stateName, grainId.ToString());
        grainState.State = stored is { } found ? serializer.Deserialize<T>(found.Payload) : Activator.CreateInstance<T>();
        (grainState.ETag, grainState.RecordExists) = (stored?.ETag, stored is not null);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = serializer.Serialize(grainState.State).ToArray();
        grainState.ETag = await records.WriteAsync(stateName, grainId.ToString(), payload, grainState.ETag)
            ?? throw Conflict(stateName, grainId, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is { } etag && !await records.ClearAsync(stateName, grainId.ToString(), etag))
            throw Conflict(stateName, grainId, etag);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
    }

    private static InconsistentStateException Conflict(string stateName, GrainId grainId, string? etag) =>
        new($"State {stateName} of {grainId} was changed by another activation.", "unknown", etag ?? "");
}
