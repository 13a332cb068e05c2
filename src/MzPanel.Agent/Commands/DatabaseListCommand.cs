using System.Text.Json;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands;

/// <summary>Databases of the engines that run. One that does not, or does not answer, leaves a note and keeps no other from answering.</summary>
internal sealed class DatabaseListCommand(TimeProvider time) : ICommand
{
    private const int Most = 5_000;

    // Whoever asks for an inventory waits ten seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public CommandKind Kind => DatabaseList.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        var (found, notes) = (new List<DatabaseState>(), new List<string>());
        await AskAsync("MariaDB", () => MariaAsync(context, found, notes, cancelled), notes);
        await AskAsync("PostgreSQL", () => PostgresAsync(context, found, notes, cancelled), notes);
        if (found.Count > Most)
            notes.Add($"{found.Count - Most} further databases are left out.");
        return CommandResult.Done(new DatabaseInventory([.. found.Take(Most)], notes), CommandsJson.Plain.DatabaseInventory);
    }

    private static async Task AskAsync(string engine, Func<Task> ask, List<string> notes)
    {
        try
        {
            await ask();
        }
        catch (Exception e) when (e is TimeoutException or SiteException or JsonException or UnknownUserException)
        {
            notes.Add($"{engine} could not be asked: {e.Message}");
        }
    }

    private async Task MariaAsync(CommandContext context, List<DatabaseState> found, List<string> notes, CancellationToken cancelled)
    {
        var engine = new MariaDb(context, time);
        if (!File.Exists(engine.Socket))
        {
            notes.Add($"MariaDB is not installed or does not run: nothing listens on {engine.Socket}.");
            return;
        }
        var sites = new SiteRegistry(context.Root).Readable().Sites.Where(s => s.Kind == SiteKind.WordPress).ToDictionary(s => DatabaseLogin.NameFor(s.SiteId), s => s.SiteId);
        found.AddRange(Read(await time.WithinAsync(Limit, engine.SizesAsync, cancelled))
            .Select(d => new DatabaseState(d.Name, "mariadb", d.SizeBytes, SiteId: sites.GetValueOrDefault(d.Name))));
    }

    private async Task PostgresAsync(CommandContext context, List<DatabaseState> found, List<string> notes, CancellationToken cancelled)
    {
        var engine = new PostgreSql(context);
        if (engine.Ports.Count == 0)
            notes.Add("PostgreSQL is not installed or does not run.");
        foreach (var port in engine.Ports)
            found.AddRange(Read(await time.WithinAsync(Limit, c => engine.SizesAsync(port, c), cancelled)).Select(d => new DatabaseState(d.Name, "postgresql", d.SizeBytes, port)));
    }

    private static IEnumerable<DatabaseSize> Read(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize(line, CommandsJson.Plain.DatabaseSize)!);
}
