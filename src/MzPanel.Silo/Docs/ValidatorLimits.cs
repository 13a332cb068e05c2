using System.Globalization;
using FluentValidation;
using FluentValidation.Internal;
using FluentValidation.Validators;
using Microsoft.OpenApi;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Docs;

/// <summary>What the validator of a body or a query says of its members, as far as a schema can say it.</summary>
internal sealed class ValidatorLimits
{
    private readonly ILookup<string, IRuleComponent> rules;

    private ValidatorLimits(IValidator validator) => rules = validator.CreateDescriptor().Rules
        .Where(rule => rule.PropertyName is not null && !rule.HasCondition)
        .SelectMany(rule => rule.Components.Where(part => !part.HasCondition).Select(part => (Name: ApiJson.MemberName(rule.PropertyName), Part: part)))
        .ToLookup(row => row.Name, row => row.Part);

    /// <summary>Those of a type that is read from requests; <see langword="null"/> for the others.</summary>
    public static ValidatorLimits? Of(IServiceProvider services, Type type) =>
        services.GetService(typeof(IValidator<>).MakeGenericType(type)) is IValidator validator ? new(validator) : null;

    public bool Requires(string member) => rules[member].Any(rule => rule.Validator is INotEmptyValidator or INotNullValidator);

    public void Apply(string member, OpenApiSchema schema)
    {
        foreach (var rule in rules[member].Select(rule => rule.Validator))
            Apply(rule, schema);
    }

    private static void Apply(IPropertyValidator rule, OpenApiSchema schema)
    {
        switch (rule)
        {
            case INotEmptyValidator when schema.Type == JsonSchemaType.String:
                schema.MinLength = 1;
                break;
            case INotEmptyValidator when schema.Type == JsonSchemaType.Array:
                schema.MinItems = 1;
                break;
            case ILengthValidator { Max: > 0 } length:
                (schema.MinLength, schema.MaxLength) = (length.Min > 0 ? length.Min : schema.MinLength, length.Max);
                break;
            case IBetweenValidator between:
                (schema.Minimum, schema.Maximum) = (Text(between.From), Text(between.To));
                break;
            case IComparisonValidator { Comparison: Comparison.GreaterThanOrEqual } least:
                schema.Minimum = Text(least.ValueToCompare);
                break;
            case IRegularExpressionValidator pattern:
                schema.Pattern = pattern.Expression;
                break;
        }
    }

    private static string? Text(object? number) => Convert.ToString(number, CultureInfo.InvariantCulture);
}
