using System.Reflection;
using MzPanel.Grains.Servers;
using Orleans.CodeGeneration;

namespace MzPanel.Grains.Tests.Wire;

/// <summary>What silos of two builds have to agree on, as the compiled grains have it.</summary>
internal static class Contract
{
    private static readonly Type[] Ours = [.. typeof(IServerGrain).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith("MzPanel.", StringComparison.Ordinal) == true)];

    public static IEnumerable<Type> Interfaces => Ours.Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t)).OrderBy(Name, StringComparer.Ordinal);

    public static IEnumerable<Type> Types => Ours.Where(t => t.IsDefined(typeof(GenerateSerializerAttribute), false)).OrderBy(Name, StringComparer.Ordinal);

    public static IEnumerable<Type> Grains => Ours.Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IGrain).IsAssignableFrom(t) && typeof(Grain).IsAssignableFrom(t));

    /// <summary>Everything, a line each.</summary>
    public static IEnumerable<string> Lines =>
    [
        .. Interfaces.SelectMany(i => i.GetMethods().Select(m => $"  {Name(m)}({string.Join(", ", m.GetParameters().Select(p => Name(p.ParameterType)))}) {Name(m.ReturnType)}")
            .Order(StringComparer.Ordinal).Prepend($"interface {Name(i)} {i.GetCustomAttribute<VersionAttribute>()?.Version}".TrimEnd())),
        .. Grains.Select(g => $"grain {g.GetCustomAttribute<GrainTypeAttribute>()?.GetGrainType(null!, null!)}").Order(StringComparer.Ordinal),
        .. Types.SelectMany(t => Members(t).Prepend($"type {Name(t)}")),
    ];

    /// <summary>Members that cross the wire, by number.</summary>
    public static IEnumerable<(uint Id, PropertyInfo Member)> Fields(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(p => p.IsDefined(typeof(IdAttribute))).Select(p => (p.GetCustomAttribute<IdAttribute>()!.Id, p)).OrderBy(p => p.Id);

    public static string Name(MemberInfo member) => member switch
    {
        _ when member.GetCustomAttribute<AliasAttribute>(false) is { } alias => alias.Alias,
        Type { IsGenericType: true } type => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => member.Name,
    };

    private static IEnumerable<string> Members(Type type) => type.IsEnum
        ? Enum.GetValues(type).Cast<object>().Select(v => $"  {Convert.ToInt64(v, System.Globalization.CultureInfo.InvariantCulture)} {v}")
        : Fields(type).Select(f => $"  {f.Id} {f.Member.Name} {Name(f.Member.PropertyType)}");
}
