using MzPanel.Protocol.License;

namespace MzPanel.Agent.Enrollment;

/// <summary>Which of the published signing keys the agent starts to trust.</summary>
internal static class PinnedKeys
{
    private const string NextKey = "next";

    /// <summary>
    /// Without a pin the published keys are trusted as TLS vouches for them. With a pin only the key it names is: a forged
    /// document could put another beside it. The others are learned from <c>keys</c>, which is signed.
    /// </summary>
    public static KeyPair Choose(KeySet published, string? pin)
    {
        var usable = published.Keys.Where(k => k.Parameters() is not null).ToList();
        var current = usable.Find(k => k.MzUse != NextKey)
            ?? throw new AgentException(ExitCode.Refused, "the control plane publishes no signing key this agent can use");
        if (pin is null)
            return new KeyPair { Current = current, Next = usable.Find(k => k.MzUse == NextKey) };
        var pinned = usable.Find(k => k.Thumbprint() == pin)
            ?? throw new AgentException(ExitCode.Refused, $"--pin {pin} is not a key of this control plane, whose key is {current.Thumbprint()}");
        return new KeyPair { Current = pinned };
    }
}
