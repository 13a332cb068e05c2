using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Injection;

/// <summary>Hostile texts for every string of every kind, made from the catalogue: a kind that is added is tried too.</summary>
internal static class Payloads
{
    private static readonly string[] Shell =
        ["; touch @", "| touch @", "& touch @", "&& touch @", "|| touch @", "$(touch @)", "`touch @`", "> @", "' ; touch @ ; '", "\" ; touch @ ; \"", "${IFS}touch${IFS}@", "{touch,@}"];

    private static readonly string[] Config = ["; } server { listen 1; root /; } #", "$request_uri", "{ include @; }", "\nuser = root\n", "] [evil", " # rest", "%0a include @", "\\\n include @;"];

    private static readonly string[] Paths = ["../../../../../..@", "/../..@", "/..", "@", "//@", "..%2f..%2f@", "~root/x"];

    // A name may end in a hyphen or a dot: these are tried alone and at the beginning only.
    private static readonly string[] Beginnings = ["..", "--config=@", "-o@", "--", "-", "--help", "-c touch @", "--prefix=/", "-rf"];

    private static readonly string[] Breaks = ["\r\nX: y", "\n", "\r", "\r\n\r\ntouch @", "\0", "\0touch @", "a\0b", "\u2028x", "\u0085", "\u001b[2J", "\u202e", "ａ;"];

    /// <summary>At least sixty for a field: each alone, after and before a value that is good.</summary>
    public static IReadOnlyList<string> For(string good, string canary) => [.. ((string[])[.. Shell, .. Config, .. Paths, .. Breaks]).SelectMany(p => new[] { p, good + p, p + good })
        .Concat(Beginnings.SelectMany(p => new[] { p, p + good })).Select(p => p.Replace("@", canary, StringComparison.Ordinal)).Distinct()];

    /// <summary>Every field that holds text, with how a value of it is put into the arguments.</summary>
    public static IEnumerable<(CommandKind Kind, string Field, TextArg Text, Func<string, object> Put)> Fields(IEnumerable<CommandKind> kinds) =>
        kinds.SelectMany(kind => kind.Args.Fields.SelectMany(field => In(field).Select(text => (kind, field.Name, text.Text, text.Put))));

    private static IEnumerable<(TextArg Text, Func<string, object> Put)> In(ArgField field) => field switch
    {
        TextArg text => [(text, value => value)],
        ListArg list => [(list.Item, value => new[] { value })],
        MapArg map => [(map.Key, value => new Dictionary<string, string> { [value] = "x" }), (map.Value, value => new Dictionary<string, string> { ["A"] = value })],
        ChoiceArg choice => [(new TextArg(choice.Name, ""), value => value)],
        ObjectArg one => InMembers(one),
        ObjectsArg several => InMembers(several.Item).Select(text => (text.Text, (Func<string, object>)(value => new[] { text.Put(value) }))),
        _ => [],
    };

    private static IEnumerable<(TextArg Text, Func<string, object> Put)> InMembers(ObjectArg one) => one.Members.SelectMany(member => In(member).Select(text =>
        (text.Text, (Func<string, object>)(value => new Dictionary<string, object>((Dictionary<string, object>)Good(one.Name)) { [member.Name] = text.Put(value) }))));

    /// <summary>A value that a field takes; a field without one here fails the test, so that nobody forgets it.</summary>
    public static object Good(string field) => Values.TryGetValue(field, out var value) ? value : throw new KeyNotFoundException($"What is a good value of {field}?");

    public static string GoodText(string field) => Good(field) switch { string[] list => list[0], string text => text, _ => "A" };

    private static Dictionary<string, object> Shop => new() { ["engine"] = "mariadb", ["name"] = "shop" };

    private static Dictionary<string, object> Destination => new()
    {
        ["id"] = "dest_one", ["type"] = "local", ["config"] = new Dictionary<string, object> { ["path"] = "/b" },
        ["sealed"] = "eyJhbGciOiJFQ0RILUVTIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
    };

    private static readonly Dictionary<string, object> Values = new()
    {
        ["site_id"] = "site_one", ["domain"] = "one.example.org", ["aliases"] = new[] { "www.example.org" }, ["kind"] = "static",
        ["upstream"] = "http://127.0.0.1:1", ["php_version"] = "8.2", ["email"] = "me@example.org", ["name"] = "no-such-service",
        ["names"] = new[] { "no-such-package" }, ["command"] = "true", ["user"] = "root", ["cwd"] = "/", ["env"] = new Dictionary<string, string>(),
        ["entry"] = "nightly", ["schedule"] = "0 3 * * *",
        ["port"] = "8000", ["protocol"] = "tcp", ["address"] = "192.0.2.7", ["direction"] = "in", ["rule"] = "fw_0123456789ab", ["policy"] = "accept", ["per_minute"] = 9,
        ["plan_id"] = "plan_one", ["destination"] = Destination, ["destinations"] = new[] { Destination }, ["config"] = Destination["config"], ["snapshot"] = "0123abcd",
        ["snapshots"] = new[] { "0123abcd" }, ["target"] = "in_place", ["database"] = Shop, ["databases"] = new[] { Shop },
        ["title"] = "A blog", ["admin_user"] = "admin", ["admin_email"] = "me@example.org", ["admin_password"] = "a long enough pass phrase",
        ["stack"] = "blog", ["compose"] = "services: {}", ["directory"] = "/", ["version"] = "8.2", ["extensions"] = new[] { "gd" }, ["engine"] = "mariadb", ["rights"] = "read", ["password"] = "Long.enough2026", ["dump"] = "20260101T000000.000Z.sql",
        ["url"] = "http://127.0.0.1:1", ["manifest"] = "eyJ.b.c",
    };
}
