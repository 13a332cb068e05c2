using System.Net;
using FluentValidation;

namespace MzPanel.Silo.Hosting;

/// <summary>Settings <c>Cluster:*</c>: where the other silos reach this one.</summary>
internal sealed class ClusterSettings
{
    public const string Section = "Cluster";

    /// <summary>Part of the keys of grain state: never changes for an installation.</summary>
    public string ServiceId { get; set; } = "mzpanel";

    /// <summary>Silos of one cluster share it.</summary>
    public string ClusterId { get; set; } = "mzpanel";

    /// <summary>Address of this silo; private, the port is neither encrypted nor authenticated.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port of this silo; 0 = any free one.</summary>
    public int SiloPort { get; set; } = 11111;
}

internal sealed class ClusterSettingsValidator : AbstractValidator<ClusterSettings>
{
    public ClusterSettingsValidator()
    {
        RuleFor(o => o.ServiceId).NotEmpty().MaximumLength(100);
        RuleFor(o => o.ClusterId).NotEmpty().MaximumLength(100);
        RuleFor(o => o.Address).Must(text => IPAddress.TryParse(text, out _)).WithMessage("'{PropertyValue}' is no IP address");
        RuleFor(o => o.SiloPort).InclusiveBetween(0, 65535);
    }
}
