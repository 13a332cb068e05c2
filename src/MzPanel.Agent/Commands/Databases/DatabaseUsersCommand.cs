using System.Text.Json;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>Users of the engines that run, with what they may do.</summary>
internal sealed class DatabaseUsersCommand(TimeProvider time) : ICommand
{
    private const int Most = 5_000;

    public CommandKind Kind => DatabaseUsers.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        var (lines, notes) = await new DatabaseSurvey(context, time).AskAsync(
            (m, c) => m.QueryAsync(MariaDbEngine.Users, c), (p, port, c) => p.QueryAsync(port, PostgreSqlEngine.Main, PostgreSqlEngine.Users, c), cancelled);
        var found = new List<DatabaseUser>();
        foreach (var line in lines.Take(Most))
        {
            var user = JsonSerializer.Deserialize(line.Json, CommandsJson.Plain.DatabaseUser)!;
            found.Add(user with { Engine = line.Engine, Port = line.Port, Reserved = Reserved.IsUser(user.Name) });
        }
        if (lines.Count > Most)
            notes.Add($"{lines.Count - Most} further users are left out.");
        return CommandResult.Done(new DatabaseUserInventory(found, notes), CommandsJson.Plain.DatabaseUserInventory);
    }
}
