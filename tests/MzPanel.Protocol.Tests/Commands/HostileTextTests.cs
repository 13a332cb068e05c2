using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

/// <summary>What no text of any kind may be, generated from the catalogue: a kind that is added is tried too.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] NeverAccepted = ["\0", "a\0b", "a\u0001", "\e[0m", "\u007f", "\u0085"];

    private static readonly string[] NeverOnALine = ["a\n", "\na", "a\rb", "a\r\nb", "a\tb"];

    private static readonly string[] NeverInAName =
    [
        "-", "-a", "--help", "-rf", "--config=/etc/shadow", "../etc/passwd", "a/../b", "/etc/passwd", "$(id)", "`id`", "a;id", "a|id", "a&id", "a>b", "a<b",
        "a b", "'a", "\"a", "a{b}", "a$b", "a*", "a?", "[a]", "~a", "a#b", "a%00", "a\\\nb", "a\u2028b", "ａ", "a\u202eb",
    ];

    public static TheoryData<string, string> Texts => [.. Every().Select(t => (t.Kind.Name, t.Text.Name))];

    // The command line and the values of the environment are the shell's own, also where cron runs it, and a compose file is the stack's; a
    // directory is a path, resolved beneath the root, as are the paths of backups; and a title is words for people.
    public static TheoryData<string, string> Names => [.. Every().Where(t => t.Text.Name is not ("title" or "path" or "pattern" or "target" or "command" or "cwd" or "value" or "compose" or "directory"))
        .Select(t => (t.Kind.Name, t.Text.Name))];

    [Theory, MemberData(nameof(Texts))]
    public void No_text_holds_control_characters(string kind, string name)
    {
        var text = Find(kind, name);
        Assert.All(text.MultiLine ? NeverAccepted : [.. NeverAccepted, .. NeverOnALine], value => Assert.NotNull(Check(text, value)));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_name_can_be_an_option_a_path_or_a_piece_of_a_shell(string kind, string name) =>
        Assert.All(NeverInAName, value => Assert.NotNull(Check(Find(kind, name), value)));

    [Theory, MemberData(nameof(Texts))]
    public void A_text_has_a_longest_length(string kind, string name) =>
        Assert.NotNull(Check(Find(kind, name), new string('a', Find(kind, name).MaxBytes + 1)));

    private static string? Check(TextArg text, string value) => text.Check(JsonSerializer.SerializeToElement(value));

    private static TextArg Find(string kind, string name) => Every().First(t => t.Kind.Name == kind && t.Text.Name == name).Text;

    private static IEnumerable<(CommandKind Kind, TextArg Text)> Every() =>
        CommandCatalogue.All.SelectMany(kind => kind.Args.Fields.SelectMany(InField).Select(text => (kind, text)));

    private static IEnumerable<TextArg> InField(ArgField field) => field switch
    {
        TextArg text => [text],
        ListArg list => [list.Item],
        MapArg map => [map.Key, map.Value],
        ObjectArg one => one.Members.SelectMany(InField),
        ObjectsArg several => InField(several.Item),
        _ => [],
    };
}
