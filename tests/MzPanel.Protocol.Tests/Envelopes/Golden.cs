using System.Text;

namespace MzPanel.Protocol.Tests.Envelopes;

/// <summary>The golden files: one filled message per type (<c>type.json</c>) and its variants (<c>type.variant.json</c>).</summary>
internal static class Golden
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    /// <summary>File names without their ending.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    /// <summary>The discriminator a file is named after.</summary>
    public static string TypeOf(string name) => name.Split('.')[0];
}
