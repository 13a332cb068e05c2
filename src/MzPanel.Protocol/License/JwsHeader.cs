using System.Text.Json;
using System.Text.Json.Serialization;

namespace MzPanel.Protocol.License;

internal sealed record JwsHeader
{
    public required string Alg { get; init; }

    public required string Typ { get; init; }

    public required string Kid { get; init; }

    /// <summary>Extensions that must be understood (RFC 7515, section 4.1.11): none is, so its presence refuses the token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Crit { get; init; }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(JwsHeader))]
internal sealed partial class JwsHeaderJson : JsonSerializerContext;
