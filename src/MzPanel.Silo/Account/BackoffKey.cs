namespace MzPanel.Silo.Account;

/// <summary>What failed tries are counted by.</summary>
/// <param name="Text">Names the bucket.</param>
/// <param name="Free">How many failures cost nothing yet.</param>
/// <param name="Shared">Strangers fill it too, so one success does not empty it.</param>
internal readonly record struct BackoffKey(string Text, int Free, bool Shared = false)
{
    public static BackoffKey Account(string email) => new($"account {email}", 10);

    public static BackoffKey Network(string network) => new($"network {network}", 30, Shared: true);

    public static BackoffKey Pair(string email, string network) => new($"pair {network} {email}", 5);

    /// <summary>A browser that signed in to this account before: what strangers do to the account does not slow it down.</summary>
    public static BackoffKey Device(string device) => new($"device {device}", 5);

    /// <summary>A signed-in user who proves the current password.</summary>
    public static BackoffKey Proof(string userId) => new($"proof {userId}", 5);
}
