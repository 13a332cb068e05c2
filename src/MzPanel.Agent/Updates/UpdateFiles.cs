using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Updates;

/// <summary>An update that has begun and whose outcome is open. On disk before the program is exchanged, gone when the outcome is known.</summary>
/// <param name="Id">Also the id of the event that tells the outcome: it is told once.</param>
/// <param name="Maker">The process that exchanges the program; the agent begins anew when it has ended.</param>
/// <param name="Restart">Whether the running agent begins anew by itself.</param>
/// <param name="Starts">How often a service manager has started the new program.</param>
internal sealed record PendingUpdate(string Id, string From, string To, ProcessId Maker, bool Restart, int WelcomeS, int Starts = 0);

/// <summary>Where the agent's programs are, and what is on record about an update.</summary>
internal sealed class UpdateFiles(AgentRoot root)
{
    /// <summary>The control plane has welcomed the new program.</summary>
    public const string Welcomed = "welcomed";

    /// <summary>It has not; the program before it comes back.</summary>
    public const string Failed = "failed";

    public AgentRoot Root => root;

    public string Program => root.Resolve("/usr/local/bin/mzagent");

    public string Previous => Program + ".previous";

    public string Directory => Path.Combine(root.StateDirectory, "update");

    private string Record => Path.Combine(Directory, "pending.json");

    private string VerdictFile => Path.Combine(Directory, "verdict");

    public PendingUpdate? Read()
    {
        try
        {
            return File.Exists(Record) ? JsonSerializer.Deserialize(File.ReadAllBytes(Record), UpdateJson.Default.PendingUpdate) : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    public void Write(PendingUpdate update) => PrivateFile.Write(Record, JsonSerializer.SerializeToUtf8Bytes(update, UpdateJson.Default.PendingUpdate));

    public void Begin(PendingUpdate update)
    {
        PrivateFile.MakeDirectory(Directory);
        File.Delete(VerdictFile);
        Write(update);
    }

    public void Forget() => File.Delete(Record);

    public string? Verdict() => File.Exists(VerdictFile) ? File.ReadAllText(VerdictFile) : null;

    /// <summary>Says how an update ended; whoever is first decides, and what counts is the answer.</summary>
    public string Decide(string verdict)
    {
        var mine = Path.Combine(Directory, string.Create(null, $"verdict.{Environment.ProcessId}"));
        PrivateFile.Write(mine, System.Text.Encoding.ASCII.GetBytes(verdict));
        _ = Libc.Link(mine, VerdictFile);
        File.Delete(mine);
        return Verdict() ?? throw new IOException($"{VerdictFile} cannot be written.");
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PendingUpdate))]
internal sealed partial class UpdateJson : JsonSerializerContext;
