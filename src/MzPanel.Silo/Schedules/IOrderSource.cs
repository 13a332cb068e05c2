using MzPanel.Data.Jobs;
using MzPanel.Data.Schedules;

namespace MzPanel.Silo.Schedules;

/// <summary>What a schedule of one kind asks for at the moment it is due, where its row alone does not say it.</summary>
internal interface IOrderSource
{
    string Kind { get; }

    Task<SourcedOrder> OfAsync(ScheduleRow due);
}

/// <summary>What to ask for, or why that cannot be done.</summary>
internal readonly record struct SourcedOrder(IJobOrder? Order, string? Refusal);
