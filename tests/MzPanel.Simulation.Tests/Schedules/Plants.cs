using System.Runtime.CompilerServices;
using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using Orleans.Serialization.Invocation;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>Other SQL than the product wrote, in either direction.</summary>
internal sealed class Rewritten(Func<Statement, Statement?> write, Func<string, string>? read = null) : Defect
{
    public override Statement? Write(Statement statement) => write(statement);

    public override string Read(string sql) => read?.Invoke(sql) ?? sql;
}

/// <summary>A method that is answered without being called.</summary>
internal sealed class Answered(string method, Func<IInvokable, Response> answer) : Defect
{
    public override Response? Meddle(World world, GrainId grain, IInvokable request) => request.GetMethodName() == method ? answer(request) : null;
}

/// <summary>A result that comes after the job was lost is thanked for and dropped.</summary>
internal sealed class LateResults : Defect
{
    public override Response? Meddle(World world, GrainId grain, IInvokable request) =>
        request.GetMethodName() == nameof(IJobGrain.Done) && world.Watch.Jobs.GetValueOrDefault(grain.Key.ToString()!)?.Status == JobStatus.Lost
            ? Response.FromResult(FrameReply.Durable) : null;
}

/// <summary>The cap of the queue is not told to whoever keeps it.</summary>
internal sealed class FullQueue : Defect
{
    public override Response? Meddle(World world, GrainId grain, IInvokable request)
    {
        if (request.GetMethodName() == nameof(IJobGrain.Create))
            request.SetArgument(1, int.MaxValue);
        return null;
    }
}

/// <summary>Lines are numbered in the order they come, whatever number they carry.</summary>
internal sealed class CountedAnew : Defect
{
    private readonly ConditionalWeakTable<World, Dictionary<string, long>> counts = [];

    public override Response? Meddle(World world, GrainId grain, IInvokable request)
    {
        if (request.GetMethodName() != nameof(IJobGrain.Append))
            return null;
        var (frame, piece) = ((AgentFrame)request.GetArgument(0)!, (LogPiece)request.GetArgument(1)!);
        var known = counts.GetOrCreateValue(world);
        var last = known.GetValueOrDefault(frame.CommandId);
        request.SetArgument(1, piece with { Seq = last + 1 });
        known[frame.CommandId] = last + piece.Count;
        return null;
    }
}

/// <summary>Whoever speaks of a job is taken for the agent of its server.</summary>
internal sealed class Believing : Defect
{
    public override Response? Meddle(World world, GrainId grain, IInvokable request)
    {
        if (request.GetArgumentCount() > 0 && request.GetArgument(0) is AgentFrame frame && world.Watch.Jobs.GetValueOrDefault(grain.Key.ToString()!) is { } job)
            request.SetArgument(0, frame with { ServerId = job.Server, Epoch = world.Watch.EpochOf(job.Server) });
        return null;
    }
}
