using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace MzPanel.Silo.Telemetry;

/// <summary>The console, within a budget of lines a second; what was left out is counted and said once a second.</summary>
[ProviderAlias("Console")]
internal sealed class BoundedLog : ILoggerProvider, ISupportExternalScope
{
    // A little behind the end of a second, so that it is over by whatever clock the timer keeps.
    private static readonly TimeSpan BehindSecond = TimeSpan.FromMilliseconds(1010);
    private readonly ILoggerProvider output;
    private readonly TimeProvider time;
    private readonly LogBudget budget = new();
    private readonly Lock gate = new();
    private readonly ILogger tallies;
    private readonly ITimer timer;
    private bool armed;

    public BoundedLog(ILoggerProvider output, TimeProvider time)
    {
        (this.output, this.time) = (output, time);
        tallies = output.CreateLogger(typeof(BoundedLog).FullName!);
        timer = time.CreateTimer(_ => TellOfSecond(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ILogger CreateLogger(string categoryName) => new Lines(this, output.CreateLogger(categoryName), categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (output as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
            Tell(budget.Close());
        output.Dispose();
    }

    private bool TryTake(LogKind kind)
    {
        IReadOnlyList<Suppressed> left;
        bool taken;
        lock (gate)
        {
            var now = time.GetUtcNow();
            left = CloseIfOver(now);
            taken = budget.TryTake(kind, now.ToUnixTimeSeconds());
            if (!taken && !armed)
                armed = timer.Change(BehindSecond - TimeSpan.FromMilliseconds(now.Millisecond), Timeout.InfiniteTimeSpan);
        }
        Tell(left);
        return taken;
    }

    /// <summary>Where no further line brings it up.</summary>
    private void TellOfSecond()
    {
        IReadOnlyList<Suppressed> left;
        lock (gate)
        {
            armed = false;
            left = CloseIfOver(time.GetUtcNow());
        }
        Tell(left);
    }

    // Never within the second: its lines would be counted anew.
    private IReadOnlyList<Suppressed> CloseIfOver(DateTimeOffset now) => budget.IsOver(now.ToUnixTimeSeconds()) ? budget.Close() : [];

    private void Tell(IReadOnlyList<Suppressed> left)
    {
        foreach (var (kind, lines) in left)
            if (kind is { } known)
                tallies.LinesLeftOut(lines, known.Category, known.EventId);
            else
                tallies.OtherLinesLeftOut(lines);
    }

    private sealed class Lines(BoundedLog log, ILogger output, string category) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => output.IsEnabled(logLevel);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => output.BeginScope(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (output.IsEnabled(logLevel) && log.TryTake(new LogKind(category, eventId.Id)))
                output.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}

internal static class BoundedLogging
{
    /// <summary>Puts the budget before the console, the only place lines go to: the dashboard would keep them for a page that is off.</summary>
    public static void AddBoundedLog(this WebApplicationBuilder builder)
    {
        builder.Services.RemoveAll<ILoggerProvider>();
        builder.Services.AddSingleton<ConsoleLoggerProvider>();
        builder.Services.AddSingleton<ILoggerProvider>(s => new BoundedLog(s.GetRequiredService<ConsoleLoggerProvider>(), s.GetRequiredService<TimeProvider>()));
    }
}
