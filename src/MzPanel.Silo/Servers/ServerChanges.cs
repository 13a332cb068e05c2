using FluentValidation;
using MzPanel.Data.Servers;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>Changes that people make to a server.</summary>
internal sealed class ServerChanges(ServerReach reach, ServerRecords records)
{
    public async Task<ServerRow> ApplyAsync(CallerIdentity caller, string id, ServerChange change, HttpContext context)
    {
        await RaceAsync(caller, id, context, async before =>
        {
            var after = change.Of(before);
            return after.Name == before.Name && after.Tags.SequenceEqual(before.Tags) && after.UpdatePolicy == before.UpdatePolicy
                || await records.UpdateAsync(before, after, caller.Audit("server.update", "server", id) with { ServerId = id });
        });
        return await reach.FindAsync(caller, id);
    }

    public Task DeleteAsync(CallerIdentity caller, string id, HttpContext context) => RaceAsync(caller, id, context,
        before => records.DeleteAsync(before, caller.Audit("server.delete", "server", id) with { ServerId = id }));

    private Task RaceAsync(CallerIdentity caller, string id, HttpContext context, Func<ServerRow, Task<bool>> write) =>
        VersionRace.RunAsync(context, () => reach.FindAsync(caller, id), server => server.Version, write, "server");
}

internal sealed record ServerChange : IChange
{
    public string? Name { get; init; }

    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>When its agent is brought to a newer version: pinned, manual, security, auto, or workspace for the workspace's.</summary>
    public string? UpdatePolicy { get; init; }

    public ServerRow Of(ServerRow before) => before with
    {
        Name = Name ?? before.Name,
        Tags = Tags is null ? before.Tags : [.. Tags.OfType<string>()],
        UpdatePolicy = UpdatePolicy switch { null => before.UpdatePolicy, Data.Servers.UpdatePolicy.Workspace => null, var own => own },
    };
}

internal sealed class ServerChangeValidator : AbstractValidator<ServerChange>
{
    public ServerChangeValidator()
    {
        RuleFor(change => change.Name).Line(ServerRules.LongestName).When(change => change.Name is not null);
        RuleFor(change => change.Tags).Tags();
        RuleFor(change => change.UpdatePolicy).Must(policy => policy is null or UpdatePolicy.Workspace || UpdatePolicy.All.Contains(policy)).WithMessage("is no update policy");
    }
}
