using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Data.License;
using MzPanel.Grains.License;
using MzPanel.Protocol;
using MzPanel.Protocol.License;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.License;

public sealed class KeyRingTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Keys_are_made_once_and_stay()
    {
        await using var records = await TestRecords.SqliteAsync(time);
        using var master = await MasterAsync(records);
        var first = await RingAsync(records, master);
        var second = await RingAsync(records, master);
        Assert.Equal(first.Published.Keys, second.Published.Keys);
    }

    [Fact]
    public async Task After_a_roll_over_agents_that_knew_both_keys_accept_the_new_notice()
    {
        await using var records = await TestRecords.SqliteAsync(time);
        using var master = await MasterAsync(records);
        var ring = await RingAsync(records, master);
        var known = ring.Published.Keys;
        await ring.RollOverAsync();
        var pair = Jws.Open(ring.KeysJws, ProtocolJson.Default.KeyPair, Jws.KeysType, known);
        Assert.Equal(known[1].Kid, pair!.Current.Kid);
        Assert.Equal(ring.Thumbprint, pair.Current.Kid);
    }

    [Fact]
    public async Task Another_silo_sees_the_roll_over_and_says_so()
    {
        await using var records = await TestRecords.SqliteAsync(time);
        using var master = await MasterAsync(records);
        var (here, there) = (await RingAsync(records, master), await RingAsync(records, master));
        var told = 0;
        there.Changed += () => told++;
        await here.RollOverAsync();
        await there.RefreshAsync();
        await there.RefreshAsync();
        Assert.Equal((here.Thumbprint, 1), (there.Thumbprint, told));
    }

    [Fact]
    public async Task An_old_key_is_shown_for_a_week()
    {
        await using var records = await TestRecords.SqliteAsync(time);
        using var master = await MasterAsync(records);
        var ring = await RingAsync(records, master);
        await ring.RollOverAsync();
        Assert.Equal(3, ring.Published.Keys.Count);
        time.Advance(TimeSpan.FromDays(7));
        await ring.RefreshAsync();
        Assert.Equal(2, ring.Published.Keys.Count);
    }

    private Task<KeyRing> RingAsync(TestRecords records, MasterKey master) => KeyRing.LoadAsync(new SigningKeyRecords(records.Database), master, time);

    private static Task<MasterKey> MasterAsync(TestRecords records) =>
        MasterKey.LoadAsync(Path.Combine(records.Options.DataDirectory, "master.key"), records.Database);
}
