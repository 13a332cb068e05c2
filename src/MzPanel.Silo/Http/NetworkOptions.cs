using System.Net;
using FluentValidation;

namespace MzPanel.Silo.Http;

/// <summary>Settings <c>Network:*</c>.</summary>
internal sealed class NetworkOptions
{
    public const string Section = "Network";

    /// <summary>Addresses or networks whose forwarding headers are believed; loopback where the setting is absent.</summary>
    public IList<string>? TrustedProxies { get; set; }
}

internal sealed class NetworkOptionsValidator : AbstractValidator<NetworkOptions>
{
    public NetworkOptionsValidator() =>
        RuleForEach(options => options.TrustedProxies).Must(text => IPAddress.TryParse(text, out _) || IPNetwork.TryParse(text, out _))
            .WithMessage("'{PropertyValue}' is neither an address nor a network such as 10.0.0.0/8");
}
