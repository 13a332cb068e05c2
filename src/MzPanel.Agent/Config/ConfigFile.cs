using System.Text.Json;

namespace MzPanel.Agent.Config;

/// <summary>Reads and writes <see cref="AgentConfig"/>.</summary>
internal static class ConfigFile
{
    public static AgentConfig Load(AgentRoot root)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(root.ConfigFile), ConfigJson.Default.AgentConfig)
                ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AgentException(ExitCode.Failed, $"{root.ConfigFile} does not exist: register this server first (mzagent register)", e);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new AgentException(ExitCode.Failed, $"{root.ConfigFile} cannot be read: {e.Message}", e);
        }
    }

    public static void Save(AgentRoot root, AgentConfig config) =>
        PrivateFile.Write(root.ConfigFile, JsonSerializer.SerializeToUtf8Bytes(config, ConfigJson.Default.AgentConfig));
}
