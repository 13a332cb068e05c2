using System.Reflection;

namespace MzPanel.Silo.Tests.Account;

/// <summary>A grain factory for workspaces that have no servers: whoever asks it for a grain fails.</summary>
public class NoGrains : DispatchProxy
{
    internal static IGrainFactory Make() => Create<IGrainFactory, NoGrains>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException(targetMethod?.Name);
}
