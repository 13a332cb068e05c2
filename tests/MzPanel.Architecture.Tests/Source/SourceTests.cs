using System.Text.RegularExpressions;

namespace MzPanel.Architecture.Tests.Source;

/// <summary>The taste of the house, where a line count or a word can tell.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Cupboards = ["Models", "Services", "Helpers", "Common", "Utils", "Utilities", "Core", "Shared", "Managers", "Infrastructure"];
    private static readonly string[] Monsters = ["State", "Types", "Endpoints", "Constants", "Extensions", "Utils", "Helpers"];

    public static IEnumerable<string> Product => House.Sources("src");

    [Fact]
    public void No_file_is_over_400_lines_and_nine_in_ten_are_under_200()
    {
        var lines = House.Sources("src").Concat(House.Sources("tests")).ToDictionary(p => p, p => House.Read(p).AsSpan().Count('\n'));
        Assert.DoesNotContain(lines, f => f.Value > 400);
        var large = lines.Where(f => f.Value >= 200).Select(f => $"{f.Key} {f.Value}").ToArray();
        Assert.True(large.Length * 10 <= lines.Count, string.Join('\n', large));
    }

    [Fact]
    public void A_namespace_is_the_address_of_its_room() => Assert.All(Product.Where(p => Path.GetFileName(p) != "Program.cs"), path =>
    {
        var room = Path.GetDirectoryName(path["src/".Length..])!.Replace('/', '.');
        Assert.True(Namespace().Match(House.Read(path)) is { Success: true } found && found.Groups[1].Value == room, $"{path} is not in {room}");
    });

    [Fact]
    public void Rooms_are_features_not_cupboards() => Assert.DoesNotContain(Product, path =>
        Cupboards.Contains(path.Split('/')[2]) || Monsters.Contains(Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void SQL_lives_in_the_records_and_where_the_agent_speaks_with_the_databases_of_its_VPS() => Assert.Equal(
        ["src/MzPanel.Agent/Commands/Databases", "src/MzPanel.Agent/Sites/Databases"],
        Product.Where(p => Sql().IsMatch(House.Read(p)) && !p.StartsWith("src/MzPanel.Data/", StringComparison.Ordinal))
            .Select(p => Path.GetDirectoryName(p)!).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Only_the_free_shell_and_cron_meet_a_shell() => Assert.Equal(["src/MzPanel.Agent/Commands/ShellRunCommand.cs", "src/MzPanel.Agent/Cron/CronRun.cs"],
        Product.Where(p => Shell().IsMatch(House.Read(p))).Order(StringComparer.Ordinal));

    [Fact]
    public void Nothing_is_put_off_and_no_fault_is_swallowed() => Assert.DoesNotContain(Product, path => PutOff().IsMatch(House.Read(path)));

    [Fact]
    public void No_test_is_skipped() => Assert.DoesNotContain(House.Sources("tests"), path => Skipped().IsMatch(House.Read(path)));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(SELECT\b[^;""]*\bFROM\b|INSERT INTO\b|DELETE FROM\b|UPDATE \w+\s+SET\b|CREATE TABLE\b)")]
    private static partial Regex Sql();

    [GeneratedRegex(@"""(/usr)?/bin/(ba|da)?sh""")]
    private static partial Regex Shell();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|catch(\s*\((System\.)?Exception( \w+)?\))?\s*\{\s*\}")]
    private static partial Regex PutOff();

    [GeneratedRegex(@"\b(Fact|Theory)\([^)]*\bSkip\s*=")]
    private static partial Regex Skipped();
}
