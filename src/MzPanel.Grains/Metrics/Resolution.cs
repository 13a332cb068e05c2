namespace MzPanel.Grains.Metrics;

/// <summary>How fine metrics are kept, how much of them is one row, and for how long (issue 7: 10 s for 1 h, 1 min for 24 h, 15 min for 30 d).</summary>
/// <param name="StepS">Between points, seconds.</param>
/// <param name="Span">Of one row.</param>
/// <param name="Kept">Rows go when they are older: longer than promised, so that what comes late still finds its neighbours.</param>
public sealed record Resolution(int StepS, TimeSpan Span, TimeSpan Kept)
{
    /// <summary>As heartbeats come.</summary>
    public static Resolution Finest { get; } = new(10, TimeSpan.FromMinutes(15), TimeSpan.FromHours(2));

    /// <summary>All of them, the finest first.</summary>
    public static IReadOnlyList<Resolution> All { get; } =
        [Finest, new(60, TimeSpan.FromMinutes(15), TimeSpan.FromDays(2)), new(900, TimeSpan.FromDays(1), TimeSpan.FromDays(32))];

    /// <summary>The coarsest that is fine enough for a step.</summary>
    public static Resolution For(int stepS) => All.LastOrDefault(each => each.StepS <= stepS) ?? Finest;

    /// <summary>The finest that reaches so far back.</summary>
    public static Resolution Reaching(TimeSpan back) => All.FirstOrDefault(each => back < each.Kept - each.Span) ?? All[^1];

    /// <summary>Start of the span that holds a moment, unix ms.</summary>
    public long SpanOf(long at) => at / SpanMs * SpanMs;

    /// <summary>Length of <see cref="Span"/>, ms.</summary>
    public long SpanMs => (long)Span.TotalMilliseconds;
}
