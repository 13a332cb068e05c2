using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MzPanel.Data.Metrics;
using MzPanel.Data.Servers;
using MzPanel.Grains.Metrics;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Metrics;

/// <summary>The recent past of a server, downsampled (rest-api.md, servers).</summary>
internal static class MetricsApi
{
    // A grain hands over what it has each minute, and that is written within 15 s.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    public static IServiceCollection AddServerMetrics(this IServiceCollection services) =>
        services.AddSingleton<MetricsRecords>().AddSingleton<IValidator<MetricsQuery>, MetricsQueryValidator>();

    public static void MapServerMetrics(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/servers/{id}/metrics", ReadAsync).Needs(Capability.UseServers).Over(Subject.Server)
            .WithSummary("Metrics of a server, downsampled");

    private static async Task<Ok<MetricsAnswer>> ReadAsync(
        string id, Query<MetricsQuery> query, CallerIdentity caller, ServerReach reach, IGrainFactory grains, IMetricsReader records, TimeProvider time)
    {
        var server = await reach.FindAsync(caller, id);
        var (from, to, step) = query.Value.Window(time.GetUtcNow());
        var (first, last) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var points = HasNews(server, time.GetUtcNow()) ? await grains.GetGrain<IServerGrain>(server.Id).Metrics(first, last, step) : await records.ReadAsync(server.Id, first, last, step);
        return TypedResults.Ok(new MetricsAnswer(step, [.. points.Select(MetricsPointView.Of)]));
    }

    // The grain of a server that has long been away knows nothing that is not in the records: it need not wake up for that.
    private static bool HasNews(ServerRow server, DateTimeOffset now) =>
        server.Status == ServerStatus.Online || (server.LastSeenAt is { } seen && now - ApiTime.Of(seen) < Settling);
}

internal sealed record MetricsAnswer(int StepS, IReadOnlyList<MetricsPointView> Points);

internal sealed record MetricsPointView
{
    public required DateTimeOffset At { get; init; }

    public Span? CpuPct { get; init; }

    public Span? Load1 { get; init; }

    public Span? MemUsed { get; init; }

    public Span? SwapUsed { get; init; }

    public Span? DiskPct { get; init; }

    public Span? NetRx { get; init; }

    public Span? NetTx { get; init; }

    public static MetricsPointView Of(MetricsPoint point) => new()
    {
        At = ApiTime.Of(point.At),
        CpuPct = point.CpuPct,
        Load1 = point.Load1,
        MemUsed = point.MemUsed,
        SwapUsed = point.SwapUsed,
        DiskPct = point.DiskPct,
        NetRx = point.NetRx,
        NetTx = point.NetTx,
    };
}

internal sealed record MetricsQuery
{
    private const int MostPoints = 500;
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public int? StepS { get; init; }

    /// <summary>
    /// What is asked for; a step that would give too many points, or is finer than what is kept so far back, is made longer, and told.
    /// </summary>
    public (DateTimeOffset From, DateTimeOffset To, int StepS) Window(DateTimeOffset now)
    {
        var to = To ?? now;
        var from = From ?? (to - DateTimeOffset.MinValue > Usual ? to - Usual : DateTimeOffset.MinValue);
        var least = (int)Math.Min(int.MaxValue, Math.Ceiling((to - from).TotalSeconds / MostPoints));
        var kept = Resolution.Reaching(now - from).StepS;
        var wanted = Math.Max(kept, Math.Max(StepS ?? 0, least));
        var fine = Resolution.For(wanted).StepS;
        // Steps are whole numbers of those that are kept: no point is told of a part of one.
        return (from, to, (int)Math.Min(int.MaxValue, ((long)wanted + fine - 1) / fine * fine));
    }
}

internal sealed class MetricsQueryValidator : AbstractValidator<MetricsQuery>
{
    public MetricsQueryValidator()
    {
        RuleFor(query => query.StepS).InclusiveBetween(1, 86_400);
        RuleFor(query => query.To).Must((query, to) => to is null || query.From is null || query.From < to).WithMessage("must be after from");
    }
}
