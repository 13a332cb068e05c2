using MzPanel.Grains.Agents;

namespace MzPanel.Grains.Servers;

/// <summary>A socket with its <c>hello</c>.</summary>
/// <param name="ConnectionId">Unique per socket.</param>
/// <param name="Gateway">Gateway of the silo that holds the socket.</param>
/// <param name="Home">That silo.</param>
/// <param name="Hello">Payload of the <c>hello</c> as it came, already checked for shape.</param>
/// <param name="HelloId">Message id of the <c>hello</c>.</param>
/// <param name="Address">Client address.</param>
/// <param name="SeenEpoch">Epoch of the server before anything was heard on the socket; 0 where it had none.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.attach")]
public sealed record AttachRequest(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] IAgentGateway Gateway,
    [property: Id(2)] SiloAddress Home,
    [property: Id(3)] byte[] Hello,
    [property: Id(4)] string HelloId,
    [property: Id(5)] string Address,
    [property: Id(6)] long? SeenEpoch = null);

/// <summary>A live socket whose grain woke up without it.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.reattach")]
public sealed record ReattachRequest(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] IAgentGateway Gateway,
    [property: Id(2)] SiloAddress Home,
    [property: Id(3)] long Epoch,
    [property: Id(4)] Beat? Latest);

/// <summary>
/// What to tell the agent: a welcome under <see cref="Epoch"/>, or a close code.
/// </summary>
[GenerateSerializer, Immutable, Alias("mzpanel.attached")]
public sealed record AttachReply
{
    /// <summary>Close with this code instead of a welcome.</summary>
    [Id(0)] public int? CloseCode { get; init; }

    /// <summary>For the close frame.</summary>
    [Id(1)] public string Reason { get; init; } = "";

    /// <summary>Epoch of the connection.</summary>
    [Id(2)] public long Epoch { get; init; }

    /// <summary>Workspace of the server.</summary>
    [Id(3)] public string WorkspaceId { get; init; } = "";

    /// <summary>Verdict per command the hello listed.</summary>
    [Id(4)] public IReadOnlyList<ResumeVerdict> Resume { get; init; } = [];
}

/// <summary>One entry of <c>welcome.resume</c>.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.resume")]
public sealed record ResumeVerdict([property: Id(0)] string CommandId, [property: Id(1)] long AckedSeq, [property: Id(2)] string Verdict);
