using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.Data.Backups;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Backups;

/// <summary>
/// Makes the arguments of the backup kinds. They hold the boxes of the destinations as these are now, so they are made when a run is due,
/// not when its plan is.
/// </summary>
internal sealed class PlanArgs(DestinationRecords records, DestinationSeals seals)
{
    private const string Destinations = "destination_ids";

    /// <summary>Of a run; refuses naming every field of the plan at fault.</summary>
    public async Task<JsonObject> OfRunAsync(PlanRow plan, bool? dryRun = null)
    {
        var there = (await records.FindAsync(plan.Clock.WorkspaceId, plan.Destinations)).ToDictionary(row => row.Id);
        var faults = new Faults();
        var list = new JsonArray();
        foreach (var id in plan.Destinations)
            if (!there.TryGetValue(id, out var row))
                faults.Add(Destinations, $"{id} is no destination of this workspace");
            else if (await seals.FindAsync(id, plan.ServerId) is not { } box)
                faults.Add(Destinations, $"{id} holds nothing in sealed for {plan.ServerId}: seal it for that server first");
            else
                list.Add(Destination(row, box));
        faults.ThrowIfAny();
        return Run(plan, list, dryRun);
    }

    /// <summary>Refuses a change of a destination after which a plan that uses it could not run.</summary>
    public async Task CheckChangeAsync(PlanRow plan, string destinationId, DestinationChange change)
    {
        var args = await OfRunAsync(plan);
        var changed = args["destinations"]!.AsArray().Single(one => (string?)one!["id"] == destinationId)!.AsObject();
        if (change.Config is { } config)
            changed["config"] = JsonSerializer.SerializeToNode(config, ApiJson.Options);
        if (change.Sealed?.TryGetValue(plan.ServerId, out var box) is true)
            changed["sealed"] = box ?? throw new PanelException(PanelError.Conflict, $"The plan {plan.Id} of {plan.ServerId} uses this destination. Change or delete it first.");
        if (JobArgs.Check(BackupRun.Kind, JsonSerializer.SerializeToElement(args)) is { Count: > 0 } found)
            throw Faults.Of(change.Sealed is null ? "config" : "sealed", $"keeps the plan {plan.Id} from running: {found.First().Value[0]}");
    }

    public async Task<JsonObject> OfRestoreAsync(SnapshotRow snapshot, DestinationRow row, RestoreRequest asked) => new()
    {
        ["destination"] = await OpenAsync(row, snapshot.ServerId),
        ["plan_id"] = snapshot.PlanId,
        ["snapshot"] = snapshot.ResticId,
        ["target"] = asked.Target,
        ["include"] = asked.Include is null ? null : JsonSerializer.SerializeToNode(asked.Include, ApiJson.Options),
        ["database"] = asked.Database is null ? null : JsonSerializer.SerializeToNode(asked.Database, ApiJson.Options),
        ["dry_run"] = asked.DryRun,
    };

    public async Task<JsonObject> OfCheckAsync(DestinationRow row, string serverId, CheckRequest asked) => new()
    {
        ["destination"] = await OpenAsync(row, serverId),
        ["read_data_percent"] = asked.ReadDataPercent,
    };

    /// <summary>Refuses arguments that the kind does not take, in the names of the request.</summary>
    public static void Check(CommandKind kind, JsonElement args)
    {
        var faults = new Faults();
        foreach (var (field, messages) in JobArgs.Check(kind, args))
            foreach (var message in messages)
                faults.Add(FieldOf(field), message);
        faults.ThrowIfAny();
    }

    private static string FieldOf(string field) => field switch
    {
        "args" or "args.destinations" or "args.destination" => Destinations,
        _ => field.StartsWith("args.", StringComparison.Ordinal) ? field["args.".Length..] : field,
    };

    private static JsonObject Run(PlanRow plan, JsonArray destinations, bool? dryRun)
    {
        var terms = PlanTerms.Of(plan);
        var args = JsonSerializer.SerializeToNode(terms, ApiJson.Options)!.AsObject();
        (args["plan_id"], args["destinations"]) = (plan.Id, destinations);
        if (dryRun is true)
            args["dry_run"] = true;
        return args;
    }

    private async Task<JsonObject> OpenAsync(DestinationRow row, string serverId) => await seals.FindAsync(row.Id, serverId) is { } box
        ? Destination(row, box)
        : throw new PanelException(PanelError.Conflict, $"The destination {row.Id} holds nothing in sealed for {serverId}: seal it for that server first.");

    private static JsonObject Destination(DestinationRow row, string box) =>
        new() { ["id"] = row.Id, ["type"] = row.Type, ["config"] = JsonNode.Parse(row.Config), ["sealed"] = box };
}
