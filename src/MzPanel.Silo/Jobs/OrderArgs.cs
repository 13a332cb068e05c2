using System.Text;
using System.Text.Json;
using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>How arguments are kept between the order and its jobs.</summary>
/// <param name="Shown">As everybody may see them.</param>
/// <param name="Sealed">The whole, where they hold secrets.</param>
internal readonly record struct KeptArgs(string Shown, byte[]? Sealed);

/// <summary>Arguments of orders: secrets are sealed to the row of the order, and later to that of each job.</summary>
internal sealed class OrderArgs(MasterKey key)
{
    public KeptArgs Keep(string orderId, CommandKind? kind, JsonElement args) => kind is not null && JobArgs.HoldSecrets(kind, args)
        ? new(JobArgs.Redacted(kind, args), key.Seal(Encoding.UTF8.GetBytes(JobArgs.Text(args)), SealedWith(orderId))) : new(JobArgs.Text(args), null);

    /// <summary>The whole arguments.</summary>
    public string Open(IJobOrder order) => order.SealedArgs is { } box ? Encoding.UTF8.GetString(key.Open(box, SealedWith(order.Id))) : order.Args;

    /// <summary>The whole arguments, to be judged once more.</summary>
    public JsonElement OpenJson(IJobOrder order) => ApiDocument.Of(Open(order));

    // A box moved to another row does not open.
    private static string SealedWith(string orderId) => "order-args:" + orderId;
}
