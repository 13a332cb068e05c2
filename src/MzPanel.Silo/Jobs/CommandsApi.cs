using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>What a job can ask an agent to do (rest-api.md, commands).</summary>
internal static class CommandsApi
{
    public static void MapCommands(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/commands", List).Needs(Capability.UseSites, Resource.Jobs)
            .WithSummary("Kinds of jobs, with the form of their arguments");

    private static Ok<Page<CommandView>> List() => TypedResults.Ok(new Page<CommandView>([.. CommandCatalogue.All.Select(CommandView.Of)]));
}

internal sealed record CommandView
{
    public required string Kind { get; init; }

    public required string Lane { get; init; }

    public required bool Idempotent { get; init; }

    public required string Capability { get; init; }

    public required int TimeoutS { get; init; }

    /// <summary>JSON Schema 2020-12.</summary>
    public required JsonObject Args { get; init; }

    public required string Description { get; init; }

    public string? Changes { get; init; }

    public string? Undone { get; init; }

    public static CommandView Of(CommandKind kind) => new()
    {
        Kind = kind.Name,
        Lane = ApiJson.MemberName(kind.Lane.ToString()),
        Idempotent = kind.Idempotent,
        Capability = kind.Capability,
        TimeoutS = kind.TimeoutS,
        Args = ArgsJsonSchema.Of(kind.Args),
        Description = kind.Description,
        Changes = kind.Changes,
        Undone = kind.Undone,
    };
}
