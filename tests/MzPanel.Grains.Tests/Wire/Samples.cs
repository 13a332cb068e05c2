using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using MzPanel.Data;
using MzPanel.Grains.Agents;
using MzPanel.Grains.Refusals;

namespace MzPanel.Grains.Tests.Wire;

/// <summary>A value of each type that crosses silos, every member filled, the same each time.</summary>
internal static class Samples
{
    public static object Of(Type type, IAgentGateway gateway) => Value(type, gateway);

    /// <summary>
    /// Whether what was read says the same as the sample; <paramref name="older"/>: said before the latest members existed, which
    /// are then absent.
    /// </summary>
    public static bool Same(object? sample, object? read, bool older) => (sample, read) switch
    {
        (null, null) => true,
        (_, null) => older,
        (null, _) => false,
        (IAgentGateway, IAgentGateway) => true,
        (string or SiloAddress, _) => sample.Equals(read),
        (StorageException a, StorageException b) => (a.Fault, a.Message) == (b.Fault, b.Message),
        (IEnumerable a, IEnumerable b) => Same([.. a.Cast<object>()], [.. b.Cast<object>()], older),
        _ when Contract.Fields(sample.GetType()).ToList() is { Count: > 0 } fields => fields.All(f => Same(f.Member.GetValue(sample), f.Member.GetValue(read), older)),
        // A key and its value.
        _ => sample.ToString() == read.ToString() || (older && read.Equals(RuntimeHelpers.GetUninitializedObject(read.GetType()))),
    };

    private static bool Same(object[] sample, object[] read, bool older) =>
        sample.Length == read.Length && sample.Zip(read).All(pair => Same(pair.First, pair.Second, older));

    private static object Value(Type type, IAgentGateway gateway)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Value(inner, gateway);
        if (type.IsArray || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)))
            return Many(type, gateway);
        return Leaf(type, gateway) ?? Whole(type, gateway);
    }

    private static object? Leaf(Type type, IAgentGateway gateway) => type switch
    {
        _ when type == typeof(string) => "text ü",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 7,
        _ when type == typeof(long) => 1_700_000_000_123,
        _ when type == typeof(double) => 1.5,
        _ when type == typeof(byte) => (byte)9,
        _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1),
        _ when type == typeof(SiloAddress) => SiloAddress.New(System.Net.IPAddress.Loopback, 11111, 5),
        _ when type == typeof(IAgentGateway) => gateway,
        _ when type == typeof(PanelException) => new PanelException(PanelError.QueueFull, "text", new Dictionary<string, string[]> { ["field"] = ["fault"] }, 3),
        _ when type == typeof(StorageExceptionSurrogate) => new StorageException(StorageFault.Full, "text"),
        _ => null,
    };

    private static Array Many(Type type, IAgentGateway gateway)
    {
        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var array = Array.CreateInstance(element, 2);
        array.SetValue(Value(element, gateway), 0);
        array.SetValue(Value(element, gateway), 1);
        return array;
    }

    private static object Whole(Type type, IAgentGateway gateway)
    {
        var value = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var (_, member) in Contract.Fields(type))
            Field(type, member).SetValue(value, Value(member.PropertyType, gateway));
        return value;
    }

    private static FieldInfo Field(Type type, PropertyInfo member) =>
        type.GetField($"<{member.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!;
}
