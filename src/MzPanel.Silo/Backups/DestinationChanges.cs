using MzPanel.Data;
using MzPanel.Data.Backups;
using MzPanel.Data.Servers;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>What owners and admins make of destinations.</summary>
internal sealed class DestinationChanges(
    DestinationReach reach, DestinationRecords records, DestinationSeals seals, PlanRecords plans, PlanArgs args, ServerRecords servers, OffsiteTier tier, TimeProvider time)
{
    private static readonly DestinationChange Nothing = new();

    /// <summary>The row of a destination that is asked for, and its boxes; refuses naming every field at fault.</summary>
    public async Task<(DestinationRow Row, IReadOnlyList<DestinationSeal> Seals)> NewAsync(NewDestination asked, CallerIdentity caller)
    {
        RequireWhole(caller);
        tier.Require(caller, asked.Type!);
        await CheckBoxesAsync(asked.Config!, asked.Sealed, caller);
        var id = RecordId.New("dst");
        var row = new DestinationRow
        {
            Id = id, WorkspaceId = caller.WorkspaceId, Type = asked.Type!, Name = asked.Name!, Config = ApiJson.Write(asked.Config),
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), SealedFor = [.. (asked.Sealed ?? NoBoxes).Where(box => box.Value is not null).Select(box => box.Key).Order(StringComparer.Ordinal)],
        };
        return (row, seals.Of(id, asked.Sealed ?? NoBoxes));
    }

    public async Task<DestinationRow> ApplyAsync(string id, DestinationChange asked, CallerIdentity caller, HttpContext context)
    {
        await RaceAsync(id, caller, context, async before =>
        {
            if (asked == Nothing)
                return true;
            await CheckAsync(before, asked, caller);
            var after = before with { Name = asked.Name ?? before.Name, Config = asked.Config is null ? before.Config : ApiJson.Write(asked.Config) };
            return await records.UpdateAsync(before, after, seals.Of(id, asked.Sealed ?? NoBoxes), caller.Audit("destination.update", "destination", id));
        });
        return await reach.FindAsync(caller, id);
    }

    public Task DeleteAsync(string id, CallerIdentity caller, HttpContext context) => RaceAsync(id, caller, context, async before =>
    {
        await RequireUnusedAsync(id);
        if (await records.DeleteAsync(before, caller.Audit("destination.delete", "destination", id)))
            return true;
        // A plan that was made meanwhile is the reason then, not another version.
        await RequireUnusedAsync(id);
        return false;
    });

    private async Task RequireUnusedAsync(string id)
    {
        if (await records.PlansAsync(id) is [var plan, ..])
            throw new PanelException(PanelError.Conflict, $"The plan {plan} uses this destination. Change or delete it first.");
    }

    private static IReadOnlyDictionary<string, string?> NoBoxes { get; } = new Dictionary<string, string?>();

    private Task RaceAsync(string id, CallerIdentity caller, HttpContext context, Func<DestinationRow, Task<bool>> write) =>
        VersionRace.RunAsync(context, () => FindToChangeAsync(id, caller), row => row.Version, write, "destination");

    // Before its version is looked at: whoever may not change it learns nothing by naming one.
    private async Task<DestinationRow> FindToChangeAsync(string id, CallerIdentity caller)
    {
        var row = await reach.FindAsync(caller, id);
        RequireWhole(caller);
        return row;
    }

    // It is everybody's: who reaches some servers only would change it for the others.
    private static void RequireWhole(CallerIdentity caller)
    {
        if (!caller.Scope.IsAll)
            throw new PanelException(PanelError.Forbidden, "Destinations are for whom the whole workspace is in scope.");
    }

    // A server of another workspace, or out of scope, is none.
    private async Task CheckBoxesAsync(DestinationConfig? config, IReadOnlyDictionary<string, string?>? boxes, CallerIdentity caller)
    {
        var faults = new Faults();
        var named = (boxes ?? NoBoxes).Keys.Concat(config?.ServerId is { } peer ? [peer] : []).ToHashSet();
        var there = (await servers.FindAsync(caller.WorkspaceId, named)).Where(server => server.DeletedAt is null && caller.Scope.HoldsServer(server.Id)).Select(server => server.Id).ToHashSet();
        foreach (var (server, box) in boxes ?? NoBoxes)
            if (!there.Contains(server))
                faults.Add("sealed." + server, "names no server of this workspace");
            else if (box is not null && SealedBox.Fault(box) is { } fault)
                faults.Add("sealed." + server, fault);
        if (config?.ServerId is { } other && !there.Contains(other))
            faults.Add("config.server_id", "names no server of this workspace");
        faults.ThrowIfAny();
    }

    private async Task CheckAsync(DestinationRow before, DestinationChange asked, CallerIdentity caller)
    {
        var faults = new Faults();
        foreach (var (member, message) in asked.Config?.Faults(before.Type) ?? [])
            faults.Add("config." + member, message);
        faults.ThrowIfAny();
        await CheckBoxesAsync(asked.Config, asked.Sealed, caller);
        if (asked is { Config: null, Sealed: null })
            return;
        foreach (var plan in await records.PlansAsync(before.Id))
            if (await plans.FindAsync(before.WorkspaceId, plan) is { } used)
                await args.CheckChangeAsync(used, before.Id, asked);
    }
}
