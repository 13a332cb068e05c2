using MzPanel.Simulation.Tests.Engine;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>A message to a grain: a method call, or a tick of its timer.</summary>
internal sealed class Call(GrainId target, SimSilo from, string name, bool interleaves, Func<Activation, ValueTask<Response>> invoke)
{
    private readonly TaskCompletionSource<Response> reply = new();
    private long expires = long.MaxValue;
    private Alarm? limit;

    public GrainId Target => target;

    public SimSilo From => from;

    public string Name => name;

    /// <summary>The silo it was sent to, where that is another.</summary>
    public SimSilo? SentTo { get; set; }

    public bool Interleaves => interleaves;

    /// <summary>What flows along with it.</summary>
    public ExecutionContext Context { get; init; } = from.Loop.Nobody;

    public Task<Response> Reply => reply.Task;

    /// <summary>It waited so long that its caller has given it up: Orleans drops it unread.</summary>
    public bool IsExpired => from.Loop.Now >= expires;

    public static Call Of(GrainId target, SimSilo from, IInvokable request, InvokeMethodOptions options) =>
        new(target, from, request.GetMethodName(), options.HasFlag(InvokeMethodOptions.AlwaysInterleave), activation =>
        {
            request.SetTarget(activation);
            return request.Invoke();
        })
        { Context = ExecutionContext.Capture()! };

    public ValueTask<Response> InvokeAsync(Activation activation) => invoke(activation);

    public void LimitTo(long ms)
    {
        expires = from.Loop.Now + ms;
        limit = from.Loop.After(ms, () => Answer(Response.FromException(new TimeoutException($"{name} was not answered in time."))));
    }

    public void Answer(Response response)
    {
        limit?.Dispose();
        reply.TrySetResult(response);
    }
}
