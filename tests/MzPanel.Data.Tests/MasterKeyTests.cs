using System.Security.Cryptography;

namespace MzPanel.Data.Tests;

public abstract class MasterKeyTests(bool postgres) : RecordsTest(postgres)
{
    private string KeyFile => Path.Combine(Records.Options.DataDirectory, "keys", "master.key");

    [Fact]
    public async Task It_is_made_once_for_its_owner_alone_and_opens_what_it_sealed()
    {
        using var made = await MasterKey.LoadAsync(KeyFile, Database);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(KeyFile)!));
        var box = made.Seal([1, 2, 3], "signing_keys/kid-1");

        await Records.ReopenAsync();
        using var again = await MasterKey.LoadAsync(KeyFile, Database);
        Assert.Equal([1, 2, 3], again.Open(box, "signing_keys/kid-1"));
        Assert.Equal(made.Derive("audit"), again.Derive("audit"));
        Assert.NotEqual(made.Derive("audit"), made.Derive("other"));
    }

    [Fact]
    public async Task A_sealed_value_opens_in_its_own_row_only_and_only_unchanged()
    {
        using var key = await MasterKey.LoadAsync(KeyFile, Database);
        var box = key.Seal([], "a");
        Assert.Empty(key.Open(box, "a"));
        Assert.ThrowsAny<CryptographicException>(() => key.Open(box, "b"));
        Assert.ThrowsAny<CryptographicException>(() => key.Open(box.AsSpan(..^1), "a"));
        Assert.ThrowsAny<CryptographicException>(() => key.Open([], "a"));
        box[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => key.Open(box, "a"));
        Assert.NotEqual(key.Seal([7], "a"), key.Seal([7], "a"));
    }

    [Fact]
    public async Task It_is_never_made_where_the_records_hold_sealed_keys()
    {
        (await MasterKey.LoadAsync(KeyFile, Database)).Dispose();
        File.Delete(KeyFile);
        var refused = await Assert.ThrowsAsync<MasterKeyException>(() => MasterKey.LoadAsync(KeyFile, Database));
        Assert.Contains(KeyFile, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        (await MasterKey.LoadAsync(KeyFile, Database)).Dispose();
        await File.WriteAllTextAsync(KeyFile, Convert.ToBase64String(new byte[32]));
        var refused = await Assert.ThrowsAsync<MasterKeyException>(() => MasterKey.LoadAsync(KeyFile, Database));
        Assert.Contains("is not the one that the records were sealed with", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAA")]
    public async Task A_file_that_is_no_key_is_refused(string content)
    {
        (await MasterKey.LoadAsync(KeyFile, Database)).Dispose();
        await File.WriteAllTextAsync(KeyFile, content);
        await Assert.ThrowsAsync<MasterKeyException>(() => MasterKey.LoadAsync(KeyFile, Database));
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_refused()
    {
        (await MasterKey.LoadAsync(KeyFile, Database)).Dispose();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var refused = await Assert.ThrowsAsync<MasterKeyException>(() => MasterKey.LoadAsync(KeyFile, Database));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silos_that_share_a_directory_and_start_together_share_the_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => MasterKey.LoadAsync(KeyFile, Database))));
        var box = keys[0].Seal([5], "x");
        Assert.All(keys, key => Assert.Equal([5], key.Open(box, "x")));
        Assert.Equal([KeyFile], Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
    }
}

public sealed class SqliteMasterKeyTests() : MasterKeyTests(postgres: false);

public sealed class PostgresMasterKeyTests() : MasterKeyTests(postgres: true);
