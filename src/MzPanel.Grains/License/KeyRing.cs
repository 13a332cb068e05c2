using System.Text.Json.Serialization.Metadata;
using MzPanel.Data;
using MzPanel.Data.License;
using MzPanel.Protocol.License;

namespace MzPanel.Grains.License;

/// <summary>
/// The installation's signing keys: made once, kept sealed in the records, the same on every silo. Signing needs no storage;
/// <see cref="RefreshAsync"/> brings a roll-over that another silo made.
/// </summary>
public sealed class KeyRing
{
    private readonly SigningKeyRecords records;
    private readonly MasterKey master;
    private readonly TimeProvider time;
    private volatile KeyChain chain;

    private KeyRing(SigningKeyRecords records, MasterKey master, TimeProvider time, KeyChain chain) =>
        (this.records, this.master, this.time, this.chain) = (records, master, time, chain);

    /// <summary>Raised after the keys changed.</summary>
    public event Action? Changed;

    /// <summary><c>{current, next}</c> signed by the current key, for <c>welcome.keys</c> and the <c>keys</c> frame.</summary>
    public string KeysJws => chain.Notice;

    /// <summary>What stands at <c>/.well-known/jwks.json</c>.</summary>
    public KeySet Published => chain.Published;

    /// <summary>Thumbprint of the current key: what an install line pins.</summary>
    public string Thumbprint => chain.Kid;

    /// <summary>Reads the keys; makes them where there are none yet.</summary>
    public static async Task<KeyRing> LoadAsync(SigningKeyRecords records, MasterKey master, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var rows = await records.ChangeAsync(found => KeyPlan.Complete(found, () => SealedKeys.Make(master, now), now.ToUnixTimeMilliseconds()));
        return new KeyRing(records, master, time, SealedKeys.Open(rows, master, now));
    }

    /// <summary>Signs with the current key; takes no longer than the signature does.</summary>
    public ValueTask<string> SignAsync<T>(T claims, JsonTypeInfo<T> shape, string type) => ValueTask.FromResult(chain.Sign(claims, shape, type));

    /// <summary>Every key that ever signed here, however old: what was signed long ago can still be checked.</summary>
    public async Task<IReadOnlyList<Jwk>> EverAsync() => SealedKeys.Ever(await records.LoadAsync(), master);

    /// <summary>The next key signs from now on and a new next one is announced; the old one is shown for a week.</summary>
    public async Task RollOverAsync()
    {
        var (now, signing) = (time.GetUtcNow(), Thumbprint);
        await records.ChangeAsync(found => KeyPlan.RollOver(found, signing, () => SealedKeys.Make(master, now), now.ToUnixTimeMilliseconds()));
        await RefreshAsync();
    }

    /// <summary>Reads the keys again: another silo may have rolled them over.</summary>
    public async Task RefreshAsync()
    {
        var fresh = SealedKeys.Open(await records.LoadAsync(), master, time.GetUtcNow());
        if (fresh.Published.Keys.SequenceEqual(chain.Published.Keys))
            return;
        chain = fresh;
        Changed?.Invoke();
    }
}
