using System.Net;
using System.Reflection;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Tests.Agents;

/// <summary>A grain factory that hands out the fakes of a host.</summary>
public class FakeGrains : DispatchProxy
{
    private AgentHost host = null!;

    /// <summary>A silo's details without a silo.</summary>
    internal static ILocalSiloDetails Silo { get; } = new Details();

    internal static IGrainFactory Of(AgentHost host)
    {
        var factory = Create<IGrainFactory, FakeGrains>();
        ((FakeGrains)(object)factory).host = host;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IGrainFactory.CreateObjectReference) => args![0],
        nameof(IGrainFactory.GetGrain) when targetMethod.ReturnType == typeof(IServerGrain) => host.Server,
        nameof(IGrainFactory.GetGrain) when targetMethod.ReturnType == typeof(IJobGrain) => host.Job((string)args![0]!),
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private sealed class Details : ILocalSiloDetails
    {
        public string Name => "silo-1";

        public string ClusterId => "mzpanel";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 11111, 1);

        public SiloAddress GatewayAddress => SiloAddress;
    }
}
