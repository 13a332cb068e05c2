using System.Globalization;
using System.Text;
using MzPanel.Protocol.Commands;

namespace MzPanel.Architecture.Tests.Source;

/// <summary>Writes <c>docs/commands.md</c> from the catalogue.</summary>
internal static class CommandsPage
{
    private const string Head = """
        # Command kinds

        What a job can ask an agent to do. This page is generated from `CommandCatalogue`; `GET /v1/commands` says the same, with the
        arguments as JSON Schema. Arguments are checked before a job is queued (`422` naming `args.…`) and again by the agent (`bad_args`);
        they are at most 16 KiB. Names, domains and identifiers never begin with `-`, and no text holds control characters.

        A kind is *mutating* (one at a time per server) or *read-only* (up to four beside it). One that is *safe to run again* may be asked
        for with `auto_retry`. Capabilities: `run` any job on a server in scope, `shell` the free shell, `manage_sites` create and delete
        sites, `use_sites` change a site in scope. Kinds of sites that change something have routes of their own under `/v1/sites`.

        """;

    public static string Render()
    {
        var page = new StringBuilder(Head);
        foreach (var kind in CommandCatalogue.All)
            Write(page, kind);
        return page.ToString();
    }

    private static void Write(StringBuilder page, CommandKind kind)
    {
        var again = kind.Idempotent ? "safe to run again" : "not safe to run again";
        var lane = kind.Lane == Lane.Mutating ? "Mutating" : "Read-only";
        page.Append(CultureInfo.InvariantCulture, $"\n## {kind.Name}\n\n{kind.Description}\n\n{lane}, {again}; capability `{kind.Capability}`; timeout {kind.TimeoutS:N0} s.\n");
        if (kind.Changes is not null)
            page.Append(CultureInfo.InvariantCulture, $"\nChanges: {kind.Changes}\n\nWhen it fails half-way: {kind.Undone}\n");
        if (kind.Args.Fields.Count == 0)
            return;
        page.Append("\n| argument | |\n|---|---|\n");
        foreach (var field in kind.Args.Fields)
            page.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {field.Description} {Rule(field)}. |\n");
        if (kind.Args.Rule is { } rule)
            page.Append(CultureInfo.InvariantCulture, $"\n`{rule.One}` or `{rule.Other}` {(rule.IsNeeded ? "is needed" : "may be given, not both")}.\n");
    }

    private static string Rule(ArgField field)
    {
        var rules = new List<string> { Shape(field) };
        if (field.Required)
            rules.Add("required");
        if (field.Only is { } only)
            rules.Add($"only for {only.Member} {string.Join(" and ", only.Values.Select(value => $"`{value}`"))}");
        if (field.Secret)
            rules.Add("secret: sealed at rest, redacted in answers and audit, masked in the log");
        return string.Join("; ", rules);
    }

    private static string Shape(ArgField field) => field switch
    {
        TextArg text => Text(text),
        NumberArg number => string.Create(CultureInfo.InvariantCulture, $"A whole number from {number.Min:N0} to {number.Max:N0}"),
        FlagArg => "`true` or `false`",
        ChoiceArg choice => "One of " + string.Join(", ", choice.Values.Select(value => $"`{value}`")),
        ListArg list => $"A list of at most {list.MaxItems} different texts, each: {Text(list.Item)}",
        MapArg map => $"A map of at most {map.MaxEntries} texts",
        ObjectArg one => "An object with " + Members(one),
        ObjectsArg several => $"A list of at most {several.MaxItems} objects with {Members(several.Item)}",
        _ => throw new NotSupportedException($"{field.GetType().Name} cannot be described."),
    };

    private static string Members(ObjectArg one) =>
        string.Join("; ", one.Members.Select(member => $"`{member.Name}` ({member.Description.TrimEnd('.')}{(member.Required ? ", required" : "")})"));

    private static string Text(TextArg text) => string.Create(CultureInfo.InvariantCulture, $"At most {text.MaxBytes:N0} bytes")
        + (text.Form is { } form ? $", `{form.Pattern.ToString().Replace("|", "\\|", StringComparison.Ordinal)}`" : "");
}
