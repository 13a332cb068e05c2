using System.Text.Json;
using MzPanel.Data.Backups;
using MzPanel.Data.Schedules;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Schedules;

namespace MzPanel.Silo.Backups;

/// <summary>What a plan asks for when it is due: with the destinations, and what opens them, as they are then.</summary>
internal sealed class PlanOrders(PlanRecords plans, PlanArgs args, OrderArgs orders) : IOrderSource
{
    public string Kind => BackupRun.Kind.Name;

    public async Task<SourcedOrder> OfAsync(ScheduleRow due)
    {
        try
        {
            var asked = JsonSerializer.SerializeToElement(await args.OfRunAsync(await plans.OfAsync(due)));
            PlanArgs.Check(BackupRun.Kind, asked);
            var kept = orders.Keep(due.Id, BackupRun.Kind, asked);
            return new(due with { Args = kept.Shown, SealedArgs = kept.Sealed }, null);
        }
        catch (PanelException e) when (e.Error == PanelError.ValidationFailed)
        {
            return new(null, string.Join(' ', e.Details?.SelectMany(field => field.Value) ?? [e.Message]));
        }
    }
}
