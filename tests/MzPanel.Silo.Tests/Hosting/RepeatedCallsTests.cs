using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Hosting;

/// <summary>What is safe to do twice is done again when a silo goes away; nothing else is, and nothing for ever.</summary>
public sealed class RepeatedCallsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RepeatedCalls calls;

    public RepeatedCallsTests() => calls = new RepeatedCalls(new Jitter(new Random(1)), time);

    [Fact]
    public async Task A_repeatable_call_is_made_until_the_grain_has_a_new_place()
    {
        var made = 0;
        await CallAsync(nameof(IServerGrain.Submit), () => ++made < 4 ? throw new SiloUnavailableException() : Task.CompletedTask);
        Assert.Equal(4, made);
    }

    [Fact]
    public async Task It_is_given_up_after_ten_seconds()
    {
        var began = time.GetUtcNow();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => CallAsync(nameof(IServerGrain.Reconcile), () => throw new SiloUnavailableException()));
        Assert.InRange((time.GetUtcNow() - began).TotalSeconds, 8, 11);
    }

    [Fact]
    public async Task A_call_that_may_be_under_way_or_must_not_be_made_twice_fails_at_once()
    {
        var made = 0;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => CallAsync(nameof(IServerGrain.Cancel), () => { made++; throw new SiloUnavailableException(); }));
        await Assert.ThrowsAsync<TimeoutException>(() => CallAsync(nameof(IServerGrain.Submit), () => { made++; throw new TimeoutException(); }));
        Assert.Equal(2, made);
    }

    private async Task CallAsync(string method, Func<Task> call)
    {
        var running = calls.Invoke(FakeCall.Of(typeof(IServerGrain).GetMethod(method)!, call));
        await Until.Async(() => Task.FromResult(running.IsCompleted), () => time.Advance(TimeSpan.FromMilliseconds(250)));
        await running;
    }

    public class FakeCall : DispatchProxy
    {
        private MethodInfo method = null!;
        private Func<Task> call = null!;

        public static IOutgoingGrainCallContext Of(MethodInfo method, Func<Task> call)
        {
            var context = Create<IOutgoingGrainCallContext, FakeCall>();
            (((FakeCall)(object)context).method, ((FakeCall)(object)context).call) = (method, call);
            return context;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            "get_InterfaceMethod" => method,
            nameof(IOutgoingGrainCallContext.Invoke) => call(),
            _ => throw new NotSupportedException(targetMethod.Name),
        };
    }
}
