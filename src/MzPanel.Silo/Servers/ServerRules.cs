using FluentValidation;

namespace MzPanel.Silo.Servers;

/// <summary>What people may call servers.</summary>
internal static class ServerRules
{
    public const int LongestName = 100;
    public const int LongestTag = 50;
    private const int MostTags = 20;

    public static IRuleBuilderOptions<T, IReadOnlyList<string?>?> Tags<T>(this IRuleBuilder<T, IReadOnlyList<string?>?> rule) => rule
        .Must(tags => tags is null || tags.Count <= MostTags).WithMessage($"must be at most {MostTags}")
        .Must(tags => tags is null || tags.All(IsTag)).WithMessage($"must each be 1 to {LongestTag} visible characters without space at either end")
        .Must(tags => tags is null || tags.Distinct().Count() == tags.Count).WithMessage("must not name one twice");

    private static bool IsTag(string? tag) => tag is { Length: > 0 and <= LongestTag } && tag.Trim() == tag && !tag.Any(char.IsControl);
}
