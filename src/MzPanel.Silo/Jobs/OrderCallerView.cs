using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;

namespace MzPanel.Silo.Jobs;

/// <summary>Who an order runs as, in the form of a job's <c>created_by</c>.</summary>
internal sealed record OrderCallerView(string Type, string Id, string Name)
{
    public static OrderCallerView Of(IJobOrder order) => order.TokenId is { } token
        ? new("token", token, order.CallerName)
        : new(order.UserId == AuditActor.System.Id ? AuditActor.System.Type : "user", order.UserId, order.CallerName);
}
