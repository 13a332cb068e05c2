using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class ArgsSchemaTests
{
    private static readonly ArgsSchema Schema = new(new TextArg("name", "") { Required = true }, new NumberArg("lines", "", 1, 10), new FlagArg("dry_run", ""));

    [Theory]
    [InlineData("""{"name":"nginx"}"""), InlineData("""{"name":"nginx","lines":10,"dry_run":true}""")]
    [InlineData("""{"n\u0061me":"nginx"}"""), InlineData("""{"name":"nginx","lines":null}""")]
    public void Arguments_that_fit_have_no_fault(string args) => Assert.Empty(Schema.Check(Args.Of(args)));

    [Fact]
    public void Every_fault_is_named_at_once() => Assert.Equal(
        [
            ("args.Name", "is not an argument of this kind"), ("args.lines", "must be a whole number from 1 to 10"),
            ("args.name", "is required"), ("args.shell", "is not an argument of this kind"),
        ],
        Schema.Check(Args.Of("""{"Name":"x","lines":11,"dry_run":false,"shell":null}""")).Select(f => (f.Key, f.Value.Single())).Order());

    [Theory, InlineData("{}"), InlineData("""{"name":null}""")]
    public void A_required_member_is_asked_for(string args) => Assert.Equal(["is required"], Schema.Check(Args.Of(args))["args.name"]);

    [Theory, InlineData("null"), InlineData("[]"), InlineData("\"{}\""), InlineData("1")]
    public void Arguments_are_an_object(string args)
    {
        Assert.Equal(["must be an object"], Schema.Check(Args.Of(args))["args"]);
        Assert.Equal(["must be an object"], ArgsSchema.None.Check(Args.Of(args))["args"]);
    }

    [Theory]
    [InlineData("""{"name":"\ud800"}"""), InlineData("""{"\ud800":1}"""), InlineData("""{"name":"x","y":["\udc00"]}""")]
    public void Half_a_surrogate_pair_is_a_fault_not_an_exception(string args) =>
        Assert.Equal(["must hold Unicode text only"], Schema.Check(Args.Of(args))["args"]);

    [Fact]
    public void None_takes_nothing()
    {
        Assert.Empty(ArgsSchema.None.Check(Args.Of("{}")));
        Assert.Equal(["args.x"], ArgsSchema.None.Check(Args.Of("""{"x":1}""")).Keys);
    }
}
