namespace MzPanel.Grains.Account;

/// <summary>What failed tries are counted by.</summary>
/// <param name="Text">Names the bucket.</param>
/// <param name="Free">How many failures cost nothing yet.</param>
/// <param name="Shared">Strangers fill it too, so one success does not empty it.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.backoffkey")]
public readonly record struct BackoffKey([property: Id(0)] string Text, [property: Id(1)] int Free, [property: Id(2)] bool Shared = false)
{
    /// <summary>An account, by its address, whether there is one or not.</summary>
    public static BackoffKey Account(string email) => new($"account {email}", 10);

    /// <summary>A neighbourhood of client addresses.</summary>
    public static BackoffKey Network(string network) => new($"network {network}", 30, Shared: true);

    /// <summary>An account from a neighbourhood.</summary>
    public static BackoffKey Pair(string email, string network) => new($"pair {network} {email}", 5);

    /// <summary>A browser that signed in to this account before: what strangers do to the account does not slow it down.</summary>
    public static BackoffKey Device(string device) => new($"device {device}", 5);

    /// <summary>A signed-in user who proves a password or a code.</summary>
    public static BackoffKey Proof(string userId) => new($"proof {userId}", 5);
}
