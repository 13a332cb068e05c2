using System.Globalization;

namespace MzPanel.Silo.Docs;

/// <summary>What endpoints are called in the document, from their method and path alone.</summary>
internal static class OperationNames
{
    private const string Version = "v1";

    public static string[] Segments(string path) => [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != Version)];

    /// <summary><c>POST /v1/servers/{id}/jobs</c> is <c>postServersByIdJobs</c>.</summary>
    public static string Of(string method, string[] segments) =>
        method.ToLowerInvariant() + string.Concat(segments.Select(segment => segment.StartsWith('{') ? "By" + Pascal(segment.Trim('{', '}')) : Pascal(segment)));

    /// <summary>The room: the first word of the path.</summary>
    public static string Tag(string[] segments) => segments[0] is "healthz" or ".well-known" or "install.sh" or "download" ? "open" : segments[0];

    /// <summary>What the operations of a room are about.</summary>
    public static string About(string tag) => tag switch
    {
        "account" => "One's own account: signing in and out, password, second factor, sessions, API tokens; and the audit of the workspace.",
        "agent" => "What an agent asks before it has a token.",
        "agent-updates" => "Newer agents for many servers, in waves.",
        "backups" => "Destinations, plans and snapshots.",
        "commands" => "Kinds of jobs, and the form of their arguments.",
        "jobs" => "What was, is and will be done on servers, and its output.",
        "live" => "What happens, as it happens.",
        "open" => "For anybody: health, public keys, and what installs an agent.",
        "rollouts" => "One command on many servers, a few at a time.",
        "schedules" => "Commands by the clock.",
        "servers" => "VPSs and what is on them.",
        "sites" => "Web sites on servers.",
        "team" => "Members and invitations.",
        _ => $"All about {tag}.",
    };

    public static string Success(string status) => status switch
    {
        "201" => "Made.",
        "202" => "Accepted.",
        "204" => "Done.",
        _ => "What was asked for.",
    };

    private static string Pascal(string segment) =>
        string.Concat(segment.Split('-', '.', '_').Where(word => word.Length > 0).Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
