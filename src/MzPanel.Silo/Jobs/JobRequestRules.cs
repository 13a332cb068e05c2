using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Whether a server may be asked for this, by this caller.</summary>
internal static class JobRequestRules
{
    /// <summary>The kind, or <see langword="null"/> for one of the agent's own; refuses naming every field at fault.</summary>
    public static CommandKind? Check(JobRequest asked, IReadOnlyCollection<string> offered, CallerIdentity caller)
    {
        if (KindRule.Fault(asked.Kind!, offered) is { } fault)
            throw Faults.Of("kind", fault);
        var kind = CommandCatalogue.Find(asked.Kind!);
        CheckRole(kind, caller);
        var faults = new Faults();
        foreach (var (field, messages) in JobArgs.Check(kind, asked.Args ?? ApiDocument.Of("{}")))
            foreach (var message in messages)
                faults.Add(field, message);
        if (asked.AutoRetry is true && kind is not { Idempotent: true })
            faults.Add("auto_retry", "is only for kinds that are safe to run again");
        faults.ThrowIfAny();
        return kind;
    }

    public static void CheckRole(CommandKind? kind, CallerIdentity caller)
    {
        if (kind?.Capability == CommandKind.ManageSites && !CapabilityTable.Allows(caller.Role, Capability.ManageSites))
            throw new PanelException(PanelError.Forbidden, "Your role does not allow making or removing sites.");
        if (kind?.Capability is CommandKind.ManageSites or CommandKind.UseSites && !caller.Holds(TokenScopes.ToWrite(Resource.Sites)))
            throw new PanelException(PanelError.Forbidden, $"A token needs the scope {TokenScopes.ToWrite(Resource.Sites)} for what changes a site.");
        if (kind is not null && KindRule.IsBackup(kind.Name) && !caller.Holds(TokenScopes.ToWrite(Resource.Backups)))
            throw new PanelException(PanelError.Forbidden, $"A token needs the scope {TokenScopes.ToWrite(Resource.Backups)} for backups.");
        if (kind?.Capability != CommandKind.Shell)
            return;
        if (!CapabilityTable.Allows(caller.Role, Capability.FreeShell))
            throw new PanelException(PanelError.Forbidden, "Your role does not allow the free shell.");
        if (!caller.Holds(TokenScopes.Shell))
            throw new PanelException(PanelError.Forbidden, $"A token needs the scope {TokenScopes.Shell} for the free shell.");
    }
}
