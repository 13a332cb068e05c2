using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Updates;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands;

/// <summary>
/// Puts the signed program in the place of the agent's. The daemon begins anew when this process has ended and its result is on disk.
/// </summary>
internal sealed class AgentUpdateCommand(TimeProvider time, Random random) : ICommand
{
    public CommandKind Kind => AgentUpdate.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        try
        {
            var update = new ProgramUpdate(context.Root, context.Programs, context.Log, time, random);
            return CommandResult.Done(await update.RunAsync(Order(context), cancelled), CommandsJson.Plain.UpdateResult);
        }
        catch (UpdateException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
        catch (AgentException e)
        {
            return CommandResult.Fail("download_failed", e.Message);
        }
    }

    private static UpdateOrder Order(CommandContext context)
    {
        var config = ConfigFile.Load(context.Root);
        var url = Transport.Check(context.Text("url")!, "args.url", config.Insecure, "https", "http");
        var version = context.Text("version")!;
        var program = SignedOrder.Check(config, Architectures.Native, url, version, context.Text("manifest")!);
        var from = new Uri(url, $"/download/mzagent-linux-{Architectures.Native}");
        return new UpdateOrder(from, program.Sha256, program.Size, version, context.Flag("allow_downgrade"), Restart: true,
            context.Number("welcome_s") ?? AgentUpdate.UsualWelcomeS, context.Flag("dry_run"));
    }
}
