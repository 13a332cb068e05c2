using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Tests.Backups;

/// <summary>Backups to another server by SFTP, and to object storage.</summary>
public sealed class BackupOffsiteTests : IDisposable
{
    private readonly BackupBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_peer_takes_a_snapshot_gives_it_back_and_is_told_from_an_impostor()
    {
        using var peer = await PeerServer.StartAsync();
        bench.Sandbox.Put("/srv/page", "one");
        var destination = bench.Destination("dest_peer", "peer", peer.Config(), new() { ["private_key"] = peer.PrivateKey });
        var snapshot = await bench.SnapshotAsync(destination);
        Assert.True(File.Exists($"{peer.Folder}/{BackupBench.ServerId}/config"));
        Assert.Equal(0, (await bench.RestoreAsync(destination, snapshot, "/restored")).ExitCode);
        Assert.Equal("one", File.ReadAllText(bench.Root.Resolve("/restored" + bench.Root.Path + "/srv/page")));

        var impostor = bench.Destination("dest_peer", "peer", peer.Config("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), new() { ["private_key"] = peer.PrivateKey });
        Assert.Equal("destination_refused", Code(await bench.BackupAsync(impostor)));
        using var stranger = await PeerServer.StartAsync();
        Assert.Equal("destination_refused", Code(await bench.BackupAsync(bench.Destination("dest_peer", "peer", peer.Config(), new() { ["private_key"] = stranger.PrivateKey }))));

        var secret = peer.PrivateKey.Split('\n')[1];
        Assert.All([.. bench.Programs.Arguments, bench.Said], text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Root.Resolve("/run/mzagent-backup")));
    }

    [Fact]
    public async Task Object_storage_takes_a_snapshot_and_gives_it_back()
    {
        using var storage = await ObjectStorage.StartAsync();
        bench.Sandbox.Put("/etc/mz/engine.json", $$"""{"storage_trust": "{{storage.Trust}}"}""");
        bench.Sandbox.Put("/srv/page", "one");
        var destination = bench.Destination("dest_object", "object", storage.Config, ObjectStorage.Keys);
        var snapshot = await bench.SnapshotAsync(destination, more: """, "retention": {"daily": 7}""");
        Assert.Equal(0, (await bench.RestoreAsync(destination, snapshot, "/restored")).ExitCode);
        Assert.Equal("one", File.ReadAllText(bench.Root.Resolve("/restored" + bench.Root.Path + "/srv/page")));

        var wrong = bench.Destination("dest_object", "object", storage.Config, new() { ["access_key_id"] = "SOMEBODY", ["secret_access_key"] = "S3RVER" });
        Assert.Equal("destination_refused", Code(await bench.BackupAsync(wrong)));
        bench.Sandbox.Put("/etc/mz/engine.json", "{}");
        Assert.Equal("destination_unreachable", Code(await bench.BackupAsync(destination)));
    }

    private static string? Code(CommandResult result) => BackupBench.At(result, 0).GetProperty("error").GetProperty("code").GetString();
}
