using FluentValidation;

namespace MzPanel.Silo.Http;

/// <summary>Settings <c>Access:*</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>A first-run token of the operator's own; else each start makes one while no owner exists.</summary>
    public string? SetupToken { get; set; }

    /// <summary>Origins besides our own, for CORS and the origin rule.</summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Whether anybody may make an account.</summary>
    public bool OpenSignUp { get; set; }

    /// <summary>Whether owners and admins need a second factor: without one they get no further than to enrol it.</summary>
    public bool RequireSecondFactor { get; set; }

    /// <summary>Whether a caller has to enrol a second factor before anything else.</summary>
    public bool LacksFactor(CallerIdentity caller) => RequireSecondFactor && caller is { HasFactor: false, Role: Role.Owner or Role.Admin };
}

internal sealed class AccessOptionsValidator : AbstractValidator<AccessOptions>
{
    public AccessOptionsValidator() =>
        RuleForEach(options => options.AllowedOrigins).Must(origin => PublicUrl.OriginOf(origin) == origin)
            .WithMessage("'{PropertyValue}' is no origin such as https://panel.example.org");
}
