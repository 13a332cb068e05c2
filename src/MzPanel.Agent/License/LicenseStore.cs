using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Agent.Config;
using MzPanel.Protocol;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.License;

/// <summary>
/// The licence, kept in <c>/etc/mzagent/license.json</c> so that it stays good for 7 days without contact (its <c>exp</c>).
/// </summary>
internal sealed class LicenseStore(AgentRoot root, ConfigStore config, KeyRing keys)
{
    private StoredLicense? stored = Load(root);

    /// <summary>The licence's claims while it is good at that time, else <see langword="null"/>.</summary>
    public LicenseClaims? At(DateTimeOffset now) =>
        stored is not null && Open(stored.License) is { } claims && now < DateTimeOffset.FromUnixTimeSeconds(claims.Exp) ? claims : null;

    /// <summary>Keeps a licence; false where it is not signed by a key of ours, or is another server's.</summary>
    public bool Keep(string jws)
    {
        if (Open(jws) is not { } claims)
            return false;
        if (stored?.License != jws)
        {
            stored = new StoredLicense(jws, claims);
            PrivateFile.Write(root.LicenseFile, JsonSerializer.SerializeToUtf8Bytes(stored, LicenseJson.Default.StoredLicense));
        }
        return true;
    }

    private LicenseClaims? Open(string jws) =>
        Jws.Open(jws, ProtocolJson.Default.LicenseClaims, Jws.LicenseType, keys.Accepted) is { } claims && claims.Sub == config.Current.ServerId
            ? claims : null;

    private static StoredLicense? Load(AgentRoot root)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(root.LicenseFile), LicenseJson.Default.StoredLicense);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>The file: the signed text that counts, and its claims for people to read.</summary>
internal sealed record StoredLicense(string License, LicenseClaims Claims);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(StoredLicense))]
internal sealed partial class LicenseJson : JsonSerializerContext;
