using System.Globalization;
using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Backups;

/// <summary>A database of this VPS.</summary>
internal sealed record DatabaseRef(string Engine, string Name, int? Port)
{
    private const int UsualPort = 5432;

    /// <summary>Where its dump lies within a folder of dumps; no name leads out of it.</summary>
    public string File => Engine == BackupArgs.MariaDb ? $"{Engine}/{Uri.EscapeDataString(Name)}.sql"
        : string.Create(CultureInfo.InvariantCulture, $"{Engine}/{Port}/{Uri.EscapeDataString(Name)}.dump");

    public static DatabaseRef Of(JsonElement said) => said.GetProperty("engine").GetString() is BackupArgs.MariaDb
        ? new(BackupArgs.MariaDb, said.GetProperty("name").GetString()!, null)
        : new(BackupArgs.PostgreSql, said.GetProperty("name").GetString()!, said.TryGetProperty("port", out var port) && port.ValueKind == JsonValueKind.Number ? port.GetInt32() : UsualPort);

    public override string ToString() => Port is null ? $"{Engine} {Name}" : $"{Engine} {Name} (port {Port})";
}
