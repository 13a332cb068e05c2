using System.Text.Json;
using System.Text.RegularExpressions;
using MzPanel.Data.Jobs;
using MzPanel.Protocol.Commands;

namespace MzPanel.Data.Backups;

/// <summary>What an agent says became of a run at one destination. It is the agent's word: what does not look as it must is not taken.</summary>
/// <param name="DestinationId">The destination.</param>
/// <param name="ResticId">Of the snapshot in the repository; <see langword="null"/> where none was made.</param>
/// <param name="TakenAt">When it was taken, unix ms.</param>
/// <param name="SizeBytes">Bytes in it.</param>
/// <param name="Files">Files in it.</param>
/// <param name="ErrorCode">Word for programs.</param>
/// <param name="ErrorMessage">Sentence for people.</param>
/// <param name="Kept">Snapshots that the plan has there after its retention; <see langword="null"/> where the agent does not say.</param>
internal sealed partial record BackupResult(
    string DestinationId, string? ResticId, long? TakenAt, long? SizeBytes, long? Files, string? ErrorCode, string? ErrorMessage, IReadOnlyList<string>? Kept)
{
    private const int LongestId = 300;
    private const int LongestCode = 100;
    private const int LongestMessage = 2000;

    /// <summary>Of a destination that nothing was said of.</summary>
    public static BackupResult None(string destinationId) => new(destinationId, null, null, null, null, null, null, null);

    /// <summary>Each destination that a result tells of; none where it cannot be read.</summary>
    public static IReadOnlyList<BackupResult> Of(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("destinations", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Take(BackupDestination.Most).Select(One).OfType<BackupResult>().DistinctBy(result => result.DestinationId)] : [];
    }

    private static BackupResult? One(JsonElement said)
    {
        if (said.ValueKind != JsonValueKind.Object || Text(said, "destination_id", LongestId) is not { } id)
            return null;
        var error = said.TryGetProperty("error", out var fault) && fault.ValueKind == JsonValueKind.Object ? fault : default;
        var made = Text(said, "status", LongestCode) == SnapshotStatus.Done && Text(said, "snapshot", LongestId) is { } name && Name().IsMatch(name) ? name : null;
        return new(
            id, made, SaidTime.Of(said, "taken_at"), Count(said, "size_bytes"), Count(said, "files"), Text(error, "code", LongestCode),
            Text(error, "message", LongestMessage), KeptOf(said));
    }

    private static string[]? KeptOf(JsonElement said) => said.TryGetProperty("kept", out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Where(name => Name().IsMatch(name))] : null;

    private static string? Text(JsonElement said, string member, int longest) =>
        said.ValueKind == JsonValueKind.Object && said.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text[..Math.Min(text.Length, longest)] : null;

    private static long? Count(JsonElement said, string member) =>
        said.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0 ? count : null;

    [GeneratedRegex(@"\A[0-9a-f]{8,64}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Name();
}
