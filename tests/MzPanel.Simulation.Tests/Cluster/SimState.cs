using System.Text.Json;
using MzPanel.Data.GrainStates;
using Orleans.Storage;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>Private state of a grain in the real records, under their ETag.</summary>
internal sealed class SimState<T>(string name, GrainId grain, GrainStateRecords records) : IPersistentState<T>, ISimState
{
    public T State { get; set; } = Activator.CreateInstance<T>();

    public string? Etag { get; private set; }

    public bool RecordExists => Etag is not null;

    public async Task ReadStateAsync()
    {
        var stored = await records.ReadAsync(name, grain.ToString());
        State = stored is { } found ? JsonSerializer.Deserialize<T>(found.Payload)! : Activator.CreateInstance<T>();
        Etag = stored?.ETag;
    }

    public async Task WriteStateAsync() =>
        Etag = await records.WriteAsync(name, grain.ToString(), JsonSerializer.SerializeToUtf8Bytes(State), Etag)
            ?? throw new InconsistentStateException("Changed by another activation.", "unknown", Etag ?? "");

    public async Task ClearStateAsync()
    {
        if (Etag is { } etag)
            await records.ClearAsync(name, grain.ToString(), etag);
        (State, Etag) = (Activator.CreateInstance<T>(), null);
    }
}

/// <summary>State that is read before its grain wakes.</summary>
internal interface ISimState
{
    Task ReadStateAsync();
}
