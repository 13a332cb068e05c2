using System.Text.Json.Serialization;
using FluentValidation;
using MzPanel.Data.Paging;

namespace MzPanel.Silo.Http;

/// <summary>A list, or the piece of it that was asked for.</summary>
internal sealed record Page<T>(
    IReadOnlyList<T> Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor = null);

/// <summary>The query parameters of every list; lists with filters add theirs.</summary>
internal record PageQuery
{
    public const int MostRows = 200;
    private const int Usual = 50;

    public int? Limit { get; init; }

    public string? Cursor { get; init; }

    [JsonIgnore]
    public int Rows => Limit ?? Usual;
}

internal sealed class PageQueryValidator : PageValidator<PageQuery>;

/// <summary>Base of the validators of lists.</summary>
internal abstract class PageValidator<T> : AbstractValidator<T> where T : PageQuery
{
    private const int LongestCursor = 500;

    protected PageValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, PageQuery.MostRows);
        RuleFor(query => query.Cursor).MaximumLength(LongestCursor)
            .Must(cursor => cursor is null || Cursors.IsValid(cursor)).WithMessage("is none that a list gave");
    }
}
