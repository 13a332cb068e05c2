using System.Reflection;

namespace MzPanel.Architecture.Tests.Floors;

/// <summary>Public contracts, private grains: a front end that reaches round a contract does not compile.</summary>
public sealed class GrainTests
{
    private static readonly Type[] Types = Assembly.Load("MzPanel.Grains").GetTypes();

    private static IEnumerable<Type> Ours => Types.Where(t => t.Namespace?.StartsWith("MzPanel.Grains", StringComparison.Ordinal) == true);

    private static IEnumerable<Type> Contracts => Ours.Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t));

    [Fact]
    public void A_grain_is_an_internal_sealed_class() => Assert.All(Ours.Where(IsGrain), grain =>
        Assert.True(grain is { IsPublic: false, IsNestedPublic: false, IsSealed: true }, $"{grain} is open"));

    [Fact]
    public void A_contract_of_a_grain_is_public_and_has_a_stable_name()
    {
        Assert.NotEmpty(Contracts);
        Assert.All(Contracts, contract =>
        {
            Assert.True(contract.IsPublic, $"{contract} is not public");
            Assert.All<MemberInfo>([contract, .. contract.GetMethods()], NamedForGood);
        });
    }

    [Fact]
    public void A_public_class_of_the_grains_is_sealed_or_static() => Assert.All(
        Ours.Where(t => t is { IsClass: true, IsPublic: true } && !typeof(Delegate).IsAssignableFrom(t)), type => Assert.True(type.IsSealed, $"{type} is open"));

    private static bool IsGrain(Type type) => type is { IsClass: true, IsAbstract: false } && typeof(IGrain).IsAssignableFrom(type);

    // A rolling start runs two builds side by side: they find each other's methods by these names.
    private static void NamedForGood(MemberInfo member) =>
        Assert.True(member.GetCustomAttribute<AliasAttribute>() is not null, $"{member.DeclaringType}.{member.Name} has no [Alias]");
}
