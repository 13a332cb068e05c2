using System.Text.Json;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Tests.Jobs;

public sealed class JobArgsTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    [InlineData("7")]
    public void What_is_no_object_names_args(string args) => Assert.Equal(["args"], Fields(null, args));

    [Fact]
    public void Arguments_of_16_KiB_fit_and_one_byte_more_names_args()
    {
        const int Frame = 8;
        Assert.Empty(Fields(null, Filled(16 * 1024 - Frame)));
        Assert.Equal(["args"], Fields(null, Filled(16 * 1024 - Frame + 1)));
        Assert.Equal(["args"], Fields(ShellRun.Kind, $$$"""{"command":"true","env":{"A":"{{{new string('x', 8192)}}}","B":"{{{new string('x', 8192)}}}"}}"""));
    }

    [Fact]
    public void Size_is_measured_as_it_is_sent_and_not_with_the_callers_escapes() =>
        Assert.Empty(Fields(null, $$"""{ "x" : "{{string.Concat(Enumerable.Repeat(@"\u00e9", 8000))}}" }"""));

    [Fact]
    public void Nesting_that_an_agent_could_not_read_names_args()
    {
        Assert.Empty(Fields(null, Nested(30)));
        Assert.Equal(["args"], Fields(null, Nested(31)));
    }

    [Theory]
    [InlineData("""{"x":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"x":[{"y":"a\ud800"}]}""")]
    public void Half_a_character_names_args(string args) => Assert.Equal(["args"], Fields(null, args));

    [Fact]
    public void A_known_kind_names_each_argument_at_fault() =>
        Assert.Equal(["args.bogus", "args.command", "args.cwd"], Fields(ShellRun.Kind, """{"bogus":1,"cwd":"relative"}""").Order());

    [Fact]
    public void An_agents_own_kind_takes_any_object() => Assert.Empty(Fields(null, """{"whatever":[1,{"a":null}]}"""));

    [Fact]
    public void Values_of_env_are_secret_and_their_names_are_not()
    {
        var args = Parse("""{"command":"id","env":{"TOKEN":"s3cret","B":""}}""");

        Assert.True(JobArgs.HoldSecrets(ShellRun.Kind, args));
        Assert.Equal("""{"command":"id","env":{"TOKEN":null,"B":null}}""", JobArgs.Redacted(ShellRun.Kind, args));
        Assert.Equal("""{"command":"id","env":{"TOKEN":"s3cret","B":""}}""", JobArgs.Text(args));
    }

    [Theory]
    [InlineData("""{"command":"id"}""")]
    [InlineData("""{"command":"id","env":null}""")]
    public void Without_secret_values_nothing_is_sealed(string args) => Assert.False(JobArgs.HoldSecrets(ShellRun.Kind, Parse(args)));

    private static string Filled(int bytes) => $$"""{"x":"{{new string('y', bytes)}}"}""";

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    private static IEnumerable<string> Fields(CommandKind? kind, string args) => JobArgs.Check(kind, Parse(args)).Keys;

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
