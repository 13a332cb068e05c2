using Microsoft.Extensions.Logging;

namespace MzPanel.Silo.Tests;

/// <summary>The log of a loop, of which a test waits for the first fault.</summary>
internal sealed class FirstFault<T> : ILogger<T>
{
    private readonly TaskCompletionSource<Exception> fault = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Exception> Fault => fault.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
            fault.TrySetResult(exception);
    }
}
