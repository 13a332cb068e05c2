using System.Text.Json;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Asks all engines that run. One that does not, or does not answer, leaves a note and keeps no other from answering.</summary>
internal sealed class DatabaseSurvey(CommandContext context, TimeProvider time)
{
    // Whoever asks for an inventory waits ten seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private readonly List<SurveyLine> lines = [];
    private readonly List<string> notes = [];

    /// <param name="maria">What MariaDB is asked.</param>
    /// <param name="postgres">What each PostgreSQL is asked.</param>
    /// <param name="cancelled">Ends it.</param>
    /// <returns>One JSON object a line, and why there are none.</returns>
    public async Task<(IReadOnlyList<SurveyLine> Lines, List<string> Notes)> AskAsync(
        Func<MariaDb, CancellationToken, Task<string>> maria, Func<PostgreSql, int, CancellationToken, Task<string>> postgres, CancellationToken cancelled)
    {
        await NotedAsync("MariaDB", () => MariaAsync(maria, cancelled));
        await NotedAsync("PostgreSQL", () => PostgresAsync(postgres, cancelled));
        return (lines, notes);
    }

    private async Task NotedAsync(string engine, Func<Task> ask)
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

    private async Task MariaAsync(Func<MariaDb, CancellationToken, Task<string>> ask, CancellationToken cancelled)
    {
        var server = new MariaDb(context, time);
        if (File.Exists(server.Socket))
            Add(DatabaseArgs.MariaDb, null, await time.WithinAsync(Limit, c => ask(server, c), cancelled));
        else
            notes.Add($"MariaDB is not installed or does not run: nothing listens on {server.Socket}.");
    }

    private async Task PostgresAsync(Func<PostgreSql, int, CancellationToken, Task<string>> ask, CancellationToken cancelled)
    {
        var server = new PostgreSql(context);
        if (server.Ports.Count == 0)
            notes.Add("PostgreSQL is not installed or does not run.");
        foreach (var port in server.Ports)
            Add(DatabaseArgs.PostgreSql, port, await time.WithinAsync(Limit, c => ask(server, port, c), cancelled));
    }

    private void Add(string engine, int? port, string said)
    {
        foreach (var line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            lines.Add(new SurveyLine(engine, port, line));
    }
}

/// <summary>One JSON object that an engine said.</summary>
internal sealed record SurveyLine(string Engine, int? Port, string Json);
