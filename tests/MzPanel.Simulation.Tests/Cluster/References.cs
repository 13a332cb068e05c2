using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Grains.Servers;
using Orleans.CodeGeneration;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.Serializers;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>The generated proxies of the grains' interfaces, whose calls go into the simulated cluster.</summary>
internal sealed class References(SimCluster cluster) : IGrainReferenceRuntime
{
    private static readonly Assembly Grains = typeof(IServerGrain).Assembly;
    private static readonly ServiceProvider Serializers = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly Dictionary<string, Type> Classes = Grains.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsSubclassOf(typeof(Grain))).ToDictionary(NameOf);
    private readonly Dictionary<Type, (ConstructorInfo Proxy, GrainReferenceShared Shared)> shared = [];

    /// <summary>The class behind a grain id.</summary>
    public static Type ClassOf(GrainId id) => Classes[id.Type.ToString()!];

    public TGrain Get<TGrain>(IdSpan key) where TGrain : IGrain => (TGrain)(object)Make(typeof(TGrain), key);

    public GrainReference Of(GrainId id) => (GrainReference)Make(InterfaceOf(ClassOf(id)), id.Key);

    public async ValueTask<T?> InvokeMethodAsync<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var response = await cluster.CallAsync(reference.GrainId, request, options);
        return response.GetResult<T>();
    }

    public async ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var response = await cluster.CallAsync(reference.GrainId, request, options);
        response.GetResult<object>();
    }

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        _ = cluster.CallAsync(reference.GrainId, request, options | InvokeMethodOptions.OneWay);

    public object Cast(IAddressable grain, Type interfaceType) => grain;

    private static string NameOf(Type grain) => grain.GetCustomAttribute<GrainTypeAttribute>()!.GetGrainType(null!, null!).ToString()!;

    private static Type InterfaceOf(Type grain) => grain.GetInterfaces().First(i => i.Assembly == Grains && typeof(IGrain).IsAssignableFrom(i));

    private GrainReference Make(Type contract, IdSpan key)
    {
        if (!shared.TryGetValue(contract, out var known))
            shared[contract] = known = Share(contract);
        return (GrainReference)known.Proxy.Invoke([known.Shared, key]);
    }

    private (ConstructorInfo, GrainReferenceShared) Share(Type contract) => (
        Grains.GetTypes().First(t => t.IsSubclassOf(typeof(GrainReference)) && contract.IsAssignableFrom(t)).GetConstructors().Single(),
        new GrainReferenceShared(
            GrainType.Create(Classes.First(c => contract.IsAssignableFrom(c.Value)).Key), GrainInterfaceType.Create(contract.Name), 0, this,
            InvokeMethodOptions.None, Serializers.GetRequiredService<CodecProvider>(), Serializers.GetRequiredService<CopyContextPool>(), Serializers));
}
