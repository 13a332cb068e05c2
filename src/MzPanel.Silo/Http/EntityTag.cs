using System.Globalization;
using Microsoft.Net.Http.Headers;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary><c>ETag</c> of a single resource from its row's version, and <c>If-Match</c> against it.</summary>
internal static class EntityTag
{
    private const long NoVersion = -1;

    public static void Set(HttpContext context, long version) => context.Response.Headers.ETag = Of(version);

    /// <summary>Refuses where the caller changes another version than the one it read; malformed headers match nothing.</summary>
    public static void Check(HttpContext context, long version)
    {
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0)
            return;
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags) || !tags.Any(tag => Matches(tag, version)))
            throw Refusal();
    }

    /// <summary>The same for a resource that is never read alone, and so has no tag that could match.</summary>
    public static void CheckNone(HttpContext context) => Check(context, NoVersion);

    /// <summary>Whether the caller insists on a version: then losing a race is its own answer, else the change is tried again.</summary>
    public static bool IsAsked(HttpContext context) => context.Request.Headers.IfMatch.Count > 0;

    public static PanelException Refusal() => new(PanelError.PreconditionFailed, "This has changed since it was read.");

    /// <summary>The tag of a version.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static bool Matches(EntityTagHeaderValue tag, long version) =>
        tag.Equals(EntityTagHeaderValue.Any) || !tag.IsWeak && tag.Tag == Of(version);
}
