using System.Globalization;
using System.Text.Json;

namespace MzPanel.Agent.Backups;

/// <summary>A destination as the arguments have it, checked against the schema before.</summary>
internal sealed record Destination(string Id, string Type, JsonElement Config, string Sealed)
{
    private const int SshPort = 22;

    public static Destination Of(JsonElement said) => new(
        said.GetProperty("id").GetString()!, said.GetProperty("type").GetString()!, said.GetProperty("config"), said.GetProperty("sealed").GetString()!);

    public string Text(string member) => Find(member) ?? throw new BackupException("bad_args", $"The destination {Id} has no {member}.");

    public string? Find(string member) =>
        Config.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public int SshPortOrUsual => Config.TryGetProperty("port", out var port) && port.ValueKind == JsonValueKind.Number ? port.GetInt32() : SshPort;

    /// <summary>Where it listens; <see langword="null"/> for a folder of the VPS.</summary>
    public (string Host, int Port)? Address
    {
        get
        {
            if (Find("host") is { } host)
                return (host, SshPortOrUsual);
            return Find("endpoint") is { } endpoint && Uri.TryCreate(endpoint, UriKind.Absolute, out var at) ? (at.IdnHost.Trim('[', ']'), at.Port) : null;
        }
    }

    public string Described => Address is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.Host}:{at.Port}") : Text("path");
}
