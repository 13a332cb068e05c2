using System.Text.Json;
using System.Text.RegularExpressions;
using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed partial class ArgFieldTests
{
    private static readonly TextArg Line = new("x", "") { MaxBytes = 8 };
    private static readonly TextArg Lines = Line with { MultiLine = true };
    private static readonly TextArg Word = Line with { Form = (Lowercase(), "must be lower case") };
    private static readonly NumberArg Number = new("x", "", -1, 5000);
    private static readonly FlagArg Flag = new("x", "");
    private static readonly MapArg Map = new("x", "", new TextArg("k", "") { MaxBytes = 4 }, new TextArg("v", "") { MaxBytes = 4, MayBeEmpty = true }) { MaxEntries = 2 };

    [Theory]
    [InlineData("12345678"), InlineData("äöüß"), InlineData("🚀🚀"), InlineData(" "), InlineData("\u00a0\u2028"), InlineData("\ufffd")]
    public void A_text_is_measured_in_bytes(string text) => Assert.Null(Line.Check(Text(text)));

    [Theory]
    [InlineData("123456789"), InlineData("äöüßx"), InlineData("🚀🚀x"), InlineData("世世世")]
    public void A_text_of_too_many_bytes_is_refused(string text) => Assert.Equal("must be at most 8 bytes", Line.Check(Text(text)));

    [Theory]
    [InlineData("a\0"), InlineData("\0"), InlineData("a\u0001b"), InlineData("\e[31m"), InlineData("\u007f"), InlineData("\u0085"), InlineData("\b")]
    public void Control_characters_are_refused_on_one_line_and_on_many(string text)
    {
        Assert.Equal("must not hold control characters", Line.Check(Text(text)));
        Assert.Equal("must not hold control characters", Lines.Check(Text(text)));
    }

    [Theory, InlineData("a\n"), InlineData("a\tb"), InlineData("\r\n")]
    public void Line_breaks_and_tabs_need_a_text_of_many_lines(string text)
    {
        Assert.Equal("must not hold control characters", Line.Check(Text(text)));
        Assert.Null(Lines.Check(Text(text)));
    }

    [Theory]
    [InlineData("abc\n"), InlineData("\nabc"), InlineData("aBc"), InlineData("a b"), InlineData("é")]
    public void A_text_that_does_not_match_is_refused_trailing_newline_included(string text)
    {
        Assert.NotNull(Word.Check(Text(text)));
        Assert.Equal("must be lower case", (Word with { MultiLine = true }).Check(Text(text)));
        Assert.Null(Word.Check(Text("abc")));
    }

    [Theory, InlineData("1"), InlineData("true"), InlineData("null"), InlineData("[]"), InlineData("{}")]
    public void A_text_is_a_string(string json) => Assert.Equal("must be a string", Line.Check(Args.Of(json)));

    [Fact]
    public void A_text_is_empty_only_where_it_may_be()
    {
        Assert.Equal("must not be empty", Line.Check(Text("")));
        Assert.Null((Line with { MayBeEmpty = true }).Check(Text("")));
    }

    [Theory, InlineData("-1", true), InlineData("0", true), InlineData("5000", true), InlineData("-2", false), InlineData("5001", false)]
    [InlineData("1.5", false), InlineData("\"1\"", false), InlineData("null", false), InlineData("1e400", false), InlineData("99999999999999999999", false)]
    public void A_number_is_whole_and_in_its_range(string json, bool good) =>
        Assert.Equal(good ? null : "must be a whole number from -1 to 5000", Number.Check(Args.Of(json)));

    [Theory, InlineData("true", true), InlineData("false", true), InlineData("1", false), InlineData("\"true\"", false), InlineData("null", false)]
    public void A_flag_is_true_or_false(string json, bool good) => Assert.Equal(good ? null : "must be true or false", Flag.Check(Args.Of(json)));

    [Theory]
    [InlineData("{}", null), InlineData("""{"A":"1","B":""}""", null), InlineData("""{"äö":"äö"}""", null)]
    [InlineData("""{"A":"","B":"","C":""}""", "must have at most 2 entries"), InlineData("[]", "must be an object of strings"), InlineData("\"A=1\"", "must be an object of strings")]
    [InlineData("""{"":"1"}""", "has a name that must not be empty"), InlineData("""{"ABCDE":"1"}""", "has a name that must be at most 4 bytes")]
    [InlineData("""{"äöü":"1"}""", "has a name that must be at most 4 bytes"), InlineData("""{"A\u0000":"1"}""", "has a name that must not hold control characters")]
    [InlineData("""{"A":1}""", "has a value that must be a string"), InlineData("""{"A":null}""", "has a value that must be a string")]
    [InlineData("""{"A":"äöü"}""", "has a value that must be at most 4 bytes"), InlineData("""{"A":"\u0000"}""", "has a value that must not hold control characters")]
    public void A_map_holds_few_named_texts(string json, string? fault) => Assert.Equal(fault, Map.Check(Args.Of(json)));

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    [GeneratedRegex(@"^[a-z]+\z")]
    private static partial Regex Lowercase();
}
