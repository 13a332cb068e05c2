using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>What is on a VPS, asked now: the control plane keeps no mirror.</summary>
internal static class InventoryApi
{
    public static void MapInventory(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/servers/{id}/inventory/{kind}", AskAsync).Needs(Capability.UseServers).Over(Subject.Server)
            .WithSummary("What is on the VPS, asked now").Produces<InventoryAnswer>().Refuses(PanelError.ServerOffline);

    private static async Task<IResult> AskAsync(string id, string kind, CallerIdentity caller, ServerReach reach, IGrainFactory grains, TimeProvider time)
    {
        var server = await reach.FindAsync(caller, id);
        var (command, member) = Source(kind);
        var result = ApiDocument.Of(await grains.GetGrain<IServerGrain>(server.Id).Ask(command.Name, "{}"));
        return TypedResults.Ok(new InventoryAnswer([.. Rows(result, member)], time.GetUtcNow(), Notes(result)));
    }

    private static (CommandKind Command, string? Member) Source(string kind) => kind switch
    {
        "sites" => (SiteList.Kind, null),
        "services" => (ServiceList.Kind, null),
        "packages" => (PackageList.Kind, null),
        "disks" => (SystemInfo.Kind, "disks"),
        "databases" => (DatabaseList.Kind, "databases"),
        "cron" => (CronList.Kind, "entries"),
        "firewall" => (FirewallList.Kind, "chains"),
        _ => throw Faults.Of("kind", "is no inventory that can be asked for here"),
    };

    private static string[]? Notes(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("notes", out var notes) && notes.ValueKind == JsonValueKind.Array && notes.GetArrayLength() > 0
            ? [.. notes.EnumerateArray().Where(note => note.ValueKind == JsonValueKind.String).Select(note => note.GetString()!)] : null;

    private static JsonElement.ArrayEnumerator Rows(JsonElement result, string? member)
    {
        if (member is not null && result.ValueKind == JsonValueKind.Object && result.TryGetProperty(member, out var inner))
            result = inner;
        return result.ValueKind == JsonValueKind.Array ? result.EnumerateArray()
            : throw new PanelException(PanelError.Unavailable, "The server's agent gave an answer that is no list.", retryAfterS: 60);
    }
}

/// <summary>A list like any other, whole, with the time it was true, and what is missing in it, where something is.</summary>
internal sealed record InventoryAnswer(
    IReadOnlyList<JsonElement> Data,
    DateTimeOffset At,
    IReadOnlyList<string>? Notes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor = null);
