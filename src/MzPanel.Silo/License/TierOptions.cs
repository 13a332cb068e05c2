using FluentValidation;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.License;

/// <summary>One tier of the settings (<c>Tiers:NAME:*</c>).</summary>
internal sealed class TierOptions
{
    /// <summary>Servers a workspace may have; absent = unlimited.</summary>
    public int? Servers { get; set; }

    /// <summary>Sites a workspace may have; absent = unlimited.</summary>
    public int? Sites { get; set; }

    /// <summary>Gates it opens.</summary>
    public IList<string> Features { get; set; } = [];
}

/// <summary>Section <c>Tiers</c> of the settings: the tiers by name, and which one a new workspace gets.</summary>
internal sealed class TiersOptions
{
    public const string Section = "Tiers";

    /// <summary>Tier of a new workspace, and of one whose tier is no longer known.</summary>
    public string Default { get; set; } = "unlimited";

    /// <summary>Every other member of the section is a tier.</summary>
    public IDictionary<string, TierOptions> ByName { get; } = new Dictionary<string, TierOptions>(StringComparer.Ordinal);

    /// <summary>Keys and values of a wrong form.</summary>
    public static IEnumerable<string> Faults(IConfigurationSection section) => section.GetChildren().SelectMany(child =>
        SettingsShape.Faults(child, IsDefault(child) ? typeof(string) : typeof(TierOptions)));

    public static TiersOptions Of(IConfigurationSection section)
    {
        var tiers = new TiersOptions();
        foreach (var child in section.GetChildren())
            if (IsDefault(child))
                tiers.Default = child.Value ?? "";
            else
                tiers.ByName[child.Key] = child.Get<TierOptions>() ?? new TierOptions();
        return tiers;
    }

    private static bool IsDefault(IConfigurationSection child) => child.Key.Equals(nameof(Default), StringComparison.OrdinalIgnoreCase);
}

internal sealed class TiersOptionsValidator : AbstractValidator<TiersOptions>
{
    public TiersOptionsValidator()
    {
        RuleFor(o => o.Default).Must((all, name) => all.ByName.ContainsKey(name)).WithMessage("'{PropertyValue}' is none of the tiers");
        RuleFor(o => o.ByName).Custom((tiers, context) =>
        {
            foreach (var (name, tier) in tiers)
                foreach (var (quota, value) in new[] { (nameof(TierOptions.Servers), tier.Servers), (nameof(TierOptions.Sites), tier.Sites) })
                    if (value < 0)
                        context.AddFailure($"{name}:{quota}", "must be 0 or more, or absent for no limit");
        });
    }
}
