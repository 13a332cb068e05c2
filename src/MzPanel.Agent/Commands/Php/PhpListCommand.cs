using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Php;

/// <summary>Versions of PHP, as apt and the registry of sites have them.</summary>
internal sealed class PhpListCommand : ICommand
{
    public CommandKind Kind => PhpList.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        if (PackageManagers.Name() != PackageManagers.Apt)
            return CommandResult.Unsupported("Versions of PHP are read from apt, which this VPS does not have.");
        try
        {
            var sites = new SiteRegistry(context.Root).Readable().Sites;
            var found = new List<PhpVersion>();
            foreach (var version in await PhpPackages.ReadAsync(context, cancelled))
                found.Add(version with { Sites = [.. sites.Where(s => s.PhpVersion == version.Version).Select(s => s.SiteId)] });
            return CommandResult.Done(found, CommandsJson.Plain.IReadOnlyListPhpVersion);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }
}
