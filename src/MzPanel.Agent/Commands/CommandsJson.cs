using System.Text.Json.Serialization;
using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Commands.Services;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Commands;

/// <summary>Results of the kinds (commands.md).</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SystemFacts))]
[JsonSerializable(typeof(ServiceState))]
[JsonSerializable(typeof(IReadOnlyList<ServiceState>))]
[JsonSerializable(typeof(IReadOnlyList<PackageState>))]
[JsonSerializable(typeof(IReadOnlyList<DiskUsage>))]
internal sealed partial class CommandsJson : JsonSerializerContext;
