using System.Text.RegularExpressions;

namespace MzPanel.Architecture.Tests.Source;

/// <summary>The page of names leads nowhere wrong: every path on it exists, and every other name is declared somewhere.</summary>
public sealed partial class ArchitecturePageTests
{
    // Words of the program's surface, not of its code.
    private static readonly string[] Words = ["mzagent"];

    [Fact]
    public void Every_name_on_the_page_exists()
    {
        var source = string.Concat(House.Sources("src").Concat(House.Scripts).Select(House.Read));
        var names = Name().Matches(File.ReadAllText(Path.Combine(House.Root, "ARCHITECTURE.md"))).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(names.Count > 40);
        Assert.Equal([], names.Where(name => !Exists(name, source)).ToList());
    }

    private static bool Exists(string name, string source) =>
        Words.Contains(name)
        || Path.Exists(Path.Combine(House.Root, name))
        || Regex.IsMatch(source, $@"\b(class|record|struct|interface|enum|function) {Regex.Escape(name)}\b", RegexOptions.None, TimeSpan.FromSeconds(5))
        || (name.StartsWith('…') && source.Contains(name[1..], StringComparison.Ordinal));

    [GeneratedRegex("`([^`\n]+)`", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
