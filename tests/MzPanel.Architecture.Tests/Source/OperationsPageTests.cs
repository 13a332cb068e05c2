using System.Text.RegularExpressions;

namespace MzPanel.Architecture.Tests.Source;

/// <summary>What an operator reads there exists: every instrument, every file we ship, every setting.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(House.Root, "docs/operations.md"));

    [Fact]
    public void Every_instrument_on_the_page_is_made_somewhere_and_every_one_made_is_on_the_page()
    {
        var made = House.Sources("src").SelectMany(path => Made().Matches(House.Read(path))).Select(m => m.Groups[1].Value.Replace('.', '_')).Distinct();
        var told = Told().Matches(Page).Select(m => Suffix().Replace(m.Value, "")).Distinct();
        Assert.Equal(made.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_on_the_page_is_shipped()
    {
        var files = Shipped().Matches(Page).Select(m => m.Value).Distinct().ToList();
        Assert.True(files.Count > 4);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(House.Root, file)), file));
    }

    [Fact]
    public void Every_setting_on_the_page_is_in_the_file_of_settings()
    {
        var settings = File.ReadAllText(Path.Combine(House.Root, "appsettings.json"));
        var keys = Setting().Matches(Page).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(keys.Count > 4);
        Assert.All(keys, key => Assert.Contains($"\"{key}\"", settings, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"Create\w+(?:<\w+>)?\(\s*""(mzpanel\.[a-z]+\.[a-z]+)""", RegexOptions.None, 1000)]
    private static partial Regex Made();

    [GeneratedRegex(@"mzpanel_(?!broken)[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex Told();

    [GeneratedRegex(@"_(total|seconds)|_$", RegexOptions.None, 1000)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"packaging/[\w.-]+\w|silo\.Dockerfile|appsettings\.json|docs/performance\.md", RegexOptions.None, 1000)]
    private static partial Regex Shipped();

    [GeneratedRegex(@"`(?:Agents|Logs|Cluster|Network|Management|Storage|Logging)(?::|__)(\w+)", RegexOptions.None, 1000)]
    private static partial Regex Setting();
}
