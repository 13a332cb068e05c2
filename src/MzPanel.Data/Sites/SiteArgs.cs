using System.Text.Json;
using MzPanel.Data.Jobs;

namespace MzPanel.Data.Sites;

/// <summary>What the arguments of a job say about its site; they were checked before the job was queued.</summary>
internal sealed record SiteArgs(string? Domain, IReadOnlyList<string>? Aliases, string? Kind, string? PhpVersion, string? Upstream, long? UploadMb, bool DryRun)
{
    public static SiteArgs Of(JobRow job)
    {
        using var document = JsonDocument.Parse(job.Args);
        var args = document.RootElement;
        return new(
            Text(args, "domain"), Texts(args, "aliases"), Text(args, "kind"), Text(args, "php_version"), Text(args, "upstream"),
            Find(args, "upload_mb")?.GetInt64(), Find(args, "dry_run")?.GetBoolean() ?? false);
    }

    private static string? Text(JsonElement args, string name) => Find(args, name)?.GetString();

    private static string[]? Texts(JsonElement args, string name) => Find(args, name) is { } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : null;

    private static JsonElement? Find(JsonElement args, string name) =>
        args.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
