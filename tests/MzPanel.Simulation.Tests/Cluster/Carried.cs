using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>What an activation takes along when it moves.</summary>
internal sealed class Carried : IDehydrationContext, IRehydrationContext
{
    private readonly Dictionary<string, object?> values = [];

    public IEnumerable<string> Keys => values.Keys;

    public bool TryAddValue<T>(string key, T? value) => values.TryAdd(key, value);

    public bool TryGetValue<T>(string key, [NotNullWhen(true)] out T? value)
    {
        value = values.TryGetValue(key, out var found) && found is T typed ? typed : default;
        return value is not null;
    }

    public void AddBytes(string key, ReadOnlySpan<byte> value) => throw new NotSupportedException();

    public void AddBytes<T>(string key, Action<T, IBufferWriter<byte>> valueWriter, T value) => throw new NotSupportedException();

    public bool TryGetBytes(string key, out ReadOnlySequence<byte> value) => throw new NotSupportedException();
}
