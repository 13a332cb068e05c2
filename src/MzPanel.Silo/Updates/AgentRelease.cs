using System.Text.Json;
using MzPanel.Protocol.Updates;
using MzPanel.Silo.Enrollment;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Updates;

/// <summary>The agent's programs that are handed out, and what their publisher says of them.</summary>
internal sealed record AgentRelease(string Version, bool Security, IReadOnlyList<UpdateProgram> Programs);

/// <summary>Reads <c>release.json</c>, which <c>publish-agent.sh</c> leaves beside the programs; without it nobody can tell whether they are newer.</summary>
internal sealed class AgentReleases(AgentDownloads downloads, ILogger<AgentReleases> log)
{
    private const string File = "release.json";
    private const int MostBytes = 4096;

    /// <summary>What is there at this moment, or <see langword="null"/>.</summary>
    public async Task<AgentRelease?> FindAsync(CancellationToken ct)
    {
        var programs = await downloads.ListAsync(ct);
        // What lies elsewhere may be of another version.
        return programs.Count > 0 && await SaidAsync(Path.Combine(programs[0].Folder, File), ct) is { } said
            ? new AgentRelease(said.Version, said.Security, [.. programs.Where(program => program.Folder == programs[0].Folder).Select(Program)]) : null;
    }

    private async Task<Said?> SaidAsync(string path, CancellationToken ct)
    {
        try
        {
            if (!System.IO.File.Exists(path) || new FileInfo(path).Length > MostBytes)
                return null;
            var said = JsonSerializer.Deserialize<Said>(await System.IO.File.ReadAllBytesAsync(path, ct), ApiJson.Options);
            return said?.Version is { } version && ProgramVersion.IsValid(version) ? said : throw new JsonException("The version is none.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            log.ReleaseUnreadable(e, path);
            return null;
        }
    }

    private static UpdateProgram Program(AgentDownload program) => new() { Arch = program.Architecture, Sha256 = program.Sha256, Size = program.Size };

    private sealed record Said(string Version, bool Security = false);
}
