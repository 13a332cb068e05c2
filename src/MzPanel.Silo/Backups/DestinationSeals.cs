using System.Text;
using MzPanel.Data;
using MzPanel.Data.Backups;

namespace MzPanel.Silo.Backups;

/// <summary>The boxes of destinations in the records: ciphertext to begin with, under the master key once more, bound to their place.</summary>
internal sealed class DestinationSeals(MasterKey key, DestinationRecords records)
{
    public IReadOnlyList<DestinationSeal> Of(string destinationId, IReadOnlyDictionary<string, string?> boxes) =>
        [.. boxes.Select(box => new DestinationSeal(box.Key, box.Value is { } jwe ? key.Seal(Encoding.ASCII.GetBytes(jwe), Place(destinationId, box.Key)) : null))];

    /// <summary>The box of a server, as the agent there takes it.</summary>
    public async Task<string?> FindAsync(string destinationId, string serverId) =>
        await records.SealAsync(destinationId, serverId) is { } box ? Encoding.ASCII.GetString(key.Open(box, Place(destinationId, serverId))) : null;

    private static string Place(string destinationId, string serverId) => $"backup-seal:{destinationId}:{serverId}";
}
