using System.Text.Json;
using FluentValidation;
using MzPanel.Data.Backups;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>Body of <c>POST /v1/backups/destinations</c>. What opens it is given sealed, by the id of the server that opens it.</summary>
internal sealed record NewDestination
{
    public string? Type { get; init; }

    public string? Name { get; init; }

    public DestinationConfig? Config { get; init; }

    public IReadOnlyDictionary<string, string?>? Sealed { get; init; }
}

/// <summary>Body of <c>PATCH</c>; what is absent stays. Of <c>sealed</c>, servers that are not named stay, and <c>null</c> takes one away.</summary>
internal sealed record DestinationChange : IChange
{
    public string? Name { get; init; }

    public DestinationConfig? Config { get; init; }

    public IReadOnlyDictionary<string, string?>? Sealed { get; init; }
}

internal sealed class NewDestinationValidator : AbstractValidator<NewDestination>
{
    public NewDestinationValidator(IValidator<DestinationConfig> config)
    {
        RuleFor(asked => asked.Type).NotEmpty();
        RuleFor(asked => asked.Type).Must(type => type is null || DestinationType.All.Contains(type)).WithMessage($"must be one of {string.Join(", ", DestinationType.All)}");
        RuleFor(asked => asked.Name).Line(DestinationRules.LongestName);
        RuleFor(asked => asked.Config).NotNull();
        RuleFor(asked => asked.Config!).SetValidator(config).When(asked => asked.Config is not null);
        RuleFor(asked => asked.Config).Custom((given, context) =>
        {
            if (given is not null && DestinationType.All.Contains(context.InstanceToValidate.Type))
                foreach (var (member, message) in given.Faults(context.InstanceToValidate.Type!))
                    context.AddFailure("Config." + member, message);
        });
        RuleFor(asked => asked.Sealed).Sealed();
    }
}

internal sealed class DestinationChangeValidator : AbstractValidator<DestinationChange>
{
    public DestinationChangeValidator(IValidator<DestinationConfig> config)
    {
        RuleFor(asked => asked.Name).Line(DestinationRules.LongestName).When(asked => asked.Name is not null);
        RuleFor(asked => asked.Config!).SetValidator(config).When(asked => asked.Config is not null);
        RuleFor(asked => asked.Sealed).Sealed();
    }
}

/// <summary>What the agent checks too, by the same rules.</summary>
internal sealed class DestinationConfigValidator : AbstractValidator<DestinationConfig>
{
    private const string Prefix = "args.";
    private static readonly ArgsSchema Rules = new(BackupDestination.One.Members.OfType<ObjectArg>().Single(member => member.Name == "config").Members);

    public DestinationConfigValidator() => RuleFor(config => config).Custom((config, context) =>
    {
        foreach (var (member, faults) in Rules.Check(JsonSerializer.SerializeToElement(config, ApiJson.Options)))
            foreach (var fault in faults)
                context.AddFailure(member[Prefix.Length..], fault);
    });
}

/// <summary>Rules of destinations.</summary>
internal static class DestinationRules
{
    public const int LongestName = 100;
    private const int MostSeals = 1000;

    public static void Sealed<T>(this IRuleBuilder<T, IReadOnlyDictionary<string, string?>?> rule) =>
        rule.Must(boxes => boxes is null || boxes.Count <= MostSeals).WithMessage($"must be for at most {MostSeals} servers");
}

internal sealed record DestinationsQuery : PageQuery
{
    public string? Type { get; init; }
}

internal sealed class DestinationsQueryValidator : PageValidator<DestinationsQuery>
{
    public DestinationsQueryValidator() =>
        RuleFor(query => query.Type).Must(type => type is null || DestinationType.All.Contains(type)).WithMessage("is no type of a destination");
}

/// <summary>Body of <c>POST /v1/backups/destinations/{id}/check</c>.</summary>
internal sealed record CheckRequest
{
    public string? ServerId { get; init; }

    public int? ReadDataPercent { get; init; }
}

internal sealed class CheckRequestValidator : AbstractValidator<CheckRequest>
{
    private const int Longest = 300;

    public CheckRequestValidator()
    {
        RuleFor(asked => asked.ServerId).NotEmpty().MaximumLength(Longest);
        RuleFor(asked => asked.ReadDataPercent).InclusiveBetween(1, 100);
    }
}
