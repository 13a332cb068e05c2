using System.Text.Json;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Databases of the engines that run.</summary>
internal sealed class DatabaseListCommand(TimeProvider time) : ICommand
{
    private const int Most = 5_000;

    public CommandKind Kind => DatabaseList.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        var (lines, notes) = await new DatabaseSurvey(context, time).AskAsync((m, c) => m.SizesAsync(c), (p, port, c) => p.SizesAsync(port, c), cancelled);
        var sites = new SiteRegistry(context.Root).Readable().Sites.Where(s => s.Kind == SiteKind.WordPress).ToDictionary(s => DatabaseLogin.NameFor(s.SiteId), s => s.SiteId);
        var found = new List<DatabaseState>();
        foreach (var line in lines)
        {
            var database = JsonSerializer.Deserialize(line.Json, CommandsJson.Plain.DatabaseSize)!;
            found.Add(new DatabaseState(database.Name, line.Engine, database.SizeBytes, line.Port, line.Port is null ? sites.GetValueOrDefault(database.Name) : null));
        }
        if (found.Count > Most)
            notes.Add($"{found.Count - Most} further databases are left out.");
        return CommandResult.Done(new DatabaseInventory([.. found.Take(Most)], notes), CommandsJson.Plain.DatabaseInventory);
    }
}
