using System.Text.RegularExpressions;

namespace MzPanel.Protocol.Commands;

/// <summary>Arguments that several firewall kinds share.</summary>
public static partial class FirewallArgs
{
    /// <summary>Seconds of a job: a trial takes 60, and putting back what was before has to fit in too.</summary>
    public const int TimeoutS = 300;

    /// <summary>What becomes of a change that is not confirmed.</summary>
    public const string Undone = "The rules from before are put back: also when the control plane is not reached and heard within 60 s of the change, and when the agent is killed meanwhile.";

    /// <summary>Value of <see cref="Direction"/>: to this VPS.</summary>
    public const string In = "in";

    /// <summary>Value of <see cref="Direction"/>: from this VPS.</summary>
    public const string Out = "out";

    /// <summary>Value of <see cref="Protocol"/>: whatever it is.</summary>
    public const string Any = "any";

    /// <summary>Which ports.</summary>
    public static TextArg Port { get; } = PortRange.Arg("port", "Port, or the first and the last of several; all where absent.");

    /// <summary>Over which protocol.</summary>
    public static ChoiceArg Protocol { get; } = new("protocol", "tcp where absent; any with a port is tcp and udp.", "tcp", "udp", Any);

    /// <summary>With whom.</summary>
    public static TextArg Address { get; } = NetworkAddress.Arg("address", "Address or network at the other end; everybody where absent.");

    /// <summary>Whose connections.</summary>
    public static ChoiceArg Direction { get; } = new("direction", "Connections to this VPS (in, where absent) or from it (out).", In, Out);

    /// <summary>Yes, I am sure.</summary>
    public static FlagArg Force { get; } = new("force", "Also where nobody could reach the SSH of this VPS any more.");

    /// <summary>Identifier of a rule.</summary>
    public static TextArg Rule { get; } = new("rule", "Identifier of the rule, as firewall.list tells it.")
    {
        Required = true,
        MaxBytes = 15,
        Form = (Identifier(), "must be the identifier of a rule, such as fw_0123456789ab"),
    };

    [GeneratedRegex(@"^fw_[0-9a-f]{12}\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Identifier();
}
