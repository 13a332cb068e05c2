using System.Text.RegularExpressions;

namespace MzPanel.Agent.Commands.Docker;

/// <summary>
/// Values of a compose file that may be secret: of environments, build arguments and command lines. Read line by line, as generously as a
/// file that Docker refuses needs it: what is no secret after all is only missing in what Docker says.
/// </summary>
internal static partial class ComposeSecrets
{
    private static readonly string[] Plain = ["true", "false", "null"];

    public static IReadOnlyList<string> Of(string compose)
    {
        var found = new HashSet<string>();
        int? within = null;
        foreach (var line in compose.Split('\n').Select(l => l.TrimEnd()).Where(l => l.TrimStart() is { Length: > 0 } text && text[0] != '#'))
        {
            var depth = line.Length - line.TrimStart(' ').Length;
            if (Block().Match(line) is { Success: true } block)
            {
                within = depth;
                Add(found, block.Groups["rest"].Value);
            }
            else if (within is { } at && (depth > at || (depth == at && line[depth] == '-')))
                Add(found, line);
            else
                within = null;
        }
        return [.. found];
    }

    // "- A=b", "A: b", "b", and a list or map on one line.
    private static void Add(HashSet<string> found, string text)
    {
        text = text.Trim();
        if (text is ['[', .., ']'] or ['{', .., '}'])
        {
            foreach (var part in text[1..^1].Split(','))
                Add(found, part);
            return;
        }
        var item = text.StartsWith("- ", StringComparison.Ordinal) ? text[2..].Trim() : text;
        var named = Named().Match(Bare(item));
        AddOne(found, named.Groups["value"].Value);
        // Before a colon stands a name; before an equals sign may also stand what is all one secret.
        if (named.Groups["by"].Value is not [':', ..])
            AddOne(found, item);
    }

    private static void AddOne(HashSet<string> found, string value)
    {
        var bare = Bare(value.Trim());
        // Compose writes $$ for one.
        foreach (var form in new[] { bare, bare.Replace("$$", "$", StringComparison.Ordinal) })
            if (form.Length > 0 && !Plain.Contains(form))
                found.Add(form);
    }

    private static string Bare(string value) => value is ['"', .., '"'] or ['\'', .., '\''] ? value[1..^1] : value;

    [GeneratedRegex(@"^ *(- )?(environment|args|command|entrypoint|x-[^:\s]+):(?<rest>( .*)?)$", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Block();

    [GeneratedRegex(@"^[^=:\s]+(?<by>=|:\s+)(?<value>.+)$", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Named();
}
