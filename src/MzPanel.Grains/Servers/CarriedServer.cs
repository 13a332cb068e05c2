namespace MzPanel.Grains.Servers;

/// <summary>
/// What a <see cref="IServerGrain"/> takes along when it moves to another silo: what is in no record. Bounded: the history is
/// under 64 KiB.
/// </summary>
[GenerateSerializer, Immutable, Alias("mzpanel.carriedserver")]
internal sealed record CarriedServer
{
    /// <summary>Its welcomed socket.</summary>
    [Id(0)] public ReattachRequest? Link { get; init; }

    /// <summary>Connections of the last minute (<see cref="FlapGuard"/>).</summary>
    [Id(1)] public required CarriedFlaps Flaps { get; init; }

    /// <summary>Packed metrics history.</summary>
    [Id(2)] public required byte[] History { get; init; }

    /// <summary>Latest heartbeat of a link that is gone.</summary>
    [Id(3)] public Beat? LastBeat { get; init; }

    /// <summary>Message of the token rotation sent last.</summary>
    [Id(4)] public string? RotationId { get; init; }
}

/// <summary>When connections were accepted, and when <c>possible_clone</c> was said; unix ms.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.carriedflaps")]
internal sealed record CarriedFlaps([property: Id(0)] long[] Accepted, [property: Id(1)] long? SaidAt);
