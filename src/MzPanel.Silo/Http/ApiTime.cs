namespace MzPanel.Silo.Http;

/// <summary>Times of the records (unix ms) on their way to the wire. Clocks of strangers may say anything: what no calendar holds is clamped.</summary>
internal static class ApiTime
{
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static DateTimeOffset Of(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(ms, First, Last));

    public static DateTimeOffset? Of(long? ms) => ms is { } known ? Of(known) : null;
}
