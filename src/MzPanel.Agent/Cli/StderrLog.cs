using Microsoft.Extensions.Logging;

namespace MzPanel.Agent.Cli;

/// <summary>The daemon's own log: a line each to standard error, where a supervisor adds the time.</summary>
internal sealed class StderrLog : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Lines();

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one place to log to.");

    public void Dispose()
    {
        // Standard error stays open.
    }

    private sealed class Lines : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var message = $"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : ": " + exception.Message)}";
            // What came from the other end must not look like a line of its own.
            Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        }
    }
}
