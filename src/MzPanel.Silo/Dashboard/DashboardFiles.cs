using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace MzPanel.Silo.Dashboard;

/// <summary>
/// The files that the build of the dashboard left, each compressed beforehand where that is worth it. Only what was there at the
/// start is served, by its name: no path is ever made of what a caller says.
/// </summary>
internal sealed class DashboardFiles
{
    // Best first.
    private static readonly (string Encoding, string Ending)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider MediaTypes = new();
    private readonly FrozenDictionary<string, string> assets;

    public DashboardFiles(string folder)
    {
        var (page, below) = (Path.Combine(folder, "index.html"), Path.Combine(folder, "assets"));
        Page = File.Exists(page) ? page : null;
        assets = (Directory.Exists(below) ? Directory.EnumerateFiles(below) : []).ToFrozenDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);
    }

    /// <summary>The page; <see langword="null"/> where this build has none.</summary>
    public string? Page { get; }

    /// <summary>A file in the smallest form that the caller takes; <see langword="null"/> where there is none.</summary>
    public DashboardFile? Find(string name, IList<StringWithQualityHeaderValue> accepted)
    {
        if (!assets.TryGetValue(name, out var plain) || !MediaTypes.TryGetContentType(name, out var mediaType))
            return null;
        foreach (var (encoding, ending) in Encodings)
            if (Takes(accepted, encoding) && assets.TryGetValue(name + ending, out var small))
                return new DashboardFile(small, mediaType, encoding);
        return new DashboardFile(plain, mediaType, null);
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);
}

internal sealed record DashboardFile(string Path, string MediaType, string? Encoding);
