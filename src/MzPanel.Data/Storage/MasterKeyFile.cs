using System.Security.Cryptography;

namespace MzPanel.Data.Storage;

/// <summary>The file of the master key: base64 in one line, for its owner alone.</summary>
internal static class MasterKeyFile
{
    /// <summary>Written aside and moved into place, so that a crash leaves a whole key or none. Where another silo was first, its key stays.</summary>
    public static void Make(string path, byte[] key)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            PrivateFile.MakeDirectory(directory);
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(16)}";
        try
        {
            Write(draft, Convert.ToBase64String(key) + "\n");
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    public static byte[] Read(string path, int length)
    {
        if (PrivateFile.IsOpenToOthers(path))
            throw new MasterKeyException($"The master key {path} is open to other users. Run: chmod 600 {path}");
        var key = new byte[length];
        if (!Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out var read) || read != length)
            throw new MasterKeyException($"{path} is not a master key ({length} bytes in base64).");
        return key;
    }

    private static void Write(string path, string text)
    {
        using var file = PrivateFile.Open(path, FileMode.CreateNew);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
