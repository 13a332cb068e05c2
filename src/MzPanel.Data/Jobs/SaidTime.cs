using System.Globalization;
using System.Text.Json;

namespace MzPanel.Data.Jobs;

/// <summary>A time as an agent says it, in a result or an event: unix ms, or RFC 3339.</summary>
internal static class SaidTime
{
    private const long YearTenThousand = 253402300800000;

    public static long? Of(JsonElement said, string member)
    {
        if (!said.TryGetProperty(member, out var at))
            return null;
        if (at.ValueKind == JsonValueKind.Number)
            return at.TryGetInt64(out var ms) && ms is > 0 and < YearTenThousand ? ms : null;
        return at.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(at.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }
}
