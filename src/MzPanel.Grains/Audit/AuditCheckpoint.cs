using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Data.Audit;
using MzPanel.Protocol.License;

namespace MzPanel.Grains.Audit;

/// <summary>What is signed (ES256, type <see cref="Type"/>) about a chain: how far it goes, and how its last row is.</summary>
public sealed record AuditCheckpoint
{
    /// <summary>Type of the JWS.</summary>
    public const string Type = "mz-audit+jwt";

    /// <summary>Workspace.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Place of the last row.</summary>
    public required long Place { get; init; }

    /// <summary>The last row.</summary>
    public required string RowId { get; init; }

    /// <summary>Its hash, base64url.</summary>
    public required string RowHash { get; init; }

    /// <summary>When, unix ms.</summary>
    public required long At { get; init; }

    /// <summary>Says where a chain ends.</summary>
    public static AuditCheckpoint Of(ChainEnd end, long at) => new()
    {
        WorkspaceId = end.WorkspaceId, Place = end.Place, RowId = end.RowId, RowHash = Base64Url.EncodeToString(end.RowHash), At = at,
    };

    /// <summary>Checks and opens one; <see langword="null"/> where none of the keys signed it.</summary>
    public static AuditCheckpoint? Open(string jws, IReadOnlyList<Jwk> keys) => Jws.Open(jws, AuditJson.Default.AuditCheckpoint, Type, keys);

    /// <summary>The workspace that one claims to be about, unchecked; <see langword="null"/> where it is none.</summary>
    public static string? WorkspaceOf(string jws)
    {
        try
        {
            return jws.Split('.') is [_, var body, _]
                ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(body), AuditJson.Default.AuditCheckpoint)?.WorkspaceId : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The end of a chain that it names.</summary>
    public ChainHead Head() => new(Place, Base64Url.DecodeFromChars(RowHash));

    /// <summary>Whether it names a row of that hash.</summary>
    public bool IsOf(byte[] hash) => RowHash == Base64Url.EncodeToString(hash);
}

/// <summary>JSON of what is signed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AuditCheckpoint))]
public sealed partial class AuditJson : JsonSerializerContext;
