using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>What a simulated agent can run: a kind of its own, whose arguments say what it writes and how it ends.</summary>
internal sealed record SimWork(string Say, int Lines, int Ms, int Exit)
{
    public const string Kind = "sim.work";
    private const string Padding = "ünïcode ☃ and \"quotes\" ";

    public static SimWork Of(JsonElement args) => new(
        args.GetProperty("say").GetString()!, args.GetProperty("lines").GetInt32(), args.GetProperty("ms").GetInt32(), args.GetProperty("exit").GetInt32());

    /// <summary>A job that differs from its neighbours in length, lines and outcome.</summary>
    public static SimWork Numbered(int number) => new($"job {number}", number % 7 * 5, number % 5 * 20, number % 11 == 0 ? number % 100 : 0);

    public JsonObject Args() => new() { ["say"] = Say, ["lines"] = Lines, ["ms"] = Ms, ["exit"] = Exit };

    /// <summary>Runs it once, and enters that in the ledger.</summary>
    public async Task RunAsync(SimCommand command, int attempt, ExecutionLedger ledger, Action stir)
    {
        ledger.Started(new Start(command.JobId, attempt, command.Id));
        try
        {
            for (var line = 1; line <= Lines; line++)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{Say}, line {line} {Padding}{new string('x', line % 50)}");
                ledger.Wrote(command.JobId, text);
                command.Write(text);
                stir();
                if (line % 5 == 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(Ms * 5 / Lines), TimeProvider.System, command.Cancelled.Token);
            }
            command.End("exited", Exit, new JsonObject { ["said"] = Say });
        }
        catch (OperationCanceledException)
        {
            command.End("cancelled", 143, null);
        }
        stir();
    }
}
