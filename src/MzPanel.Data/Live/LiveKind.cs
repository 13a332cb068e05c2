namespace MzPanel.Data.Live;

/// <summary>What a live change is about; the words are those of the API and of the records.</summary>
public static class LiveKind
{
    /// <summary>A server was made, changed or deleted.</summary>
    public const string Server = "server";

    /// <summary>A job was made or moved.</summary>
    public const string Job = "job";

    /// <summary>An event was stored.</summary>
    public const string Event = "event";

    /// <summary>A rollout was made or moved.</summary>
    public const string Rollout = "rollout";
}
