using System.Globalization;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>How far a viewer got: a browser that comes back asks the same address again and says it by header.</summary>
internal static class LastEventId
{
    private const string Header = "Last-Event-ID";

    /// <param name="context">The request.</param>
    /// <param name="asked">What the query says, for those who do not come back by themselves.</param>
    public static long? Of(HttpContext context, long? asked)
    {
        var header = context.Request.Headers[Header].ToString();
        if (header.Length == 0)
            return asked;
        return long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Faults.Of(Header, "must be a number");
    }
}
