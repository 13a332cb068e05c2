using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class DockerKindsTests
{
    [Theory]
    [InlineData("""{"stack":"shop"}"""), InlineData("""{"stack":"shop","compose":"services: {}"}"""), InlineData("""{"stack":"shop","directory":"/srv/shop"}""")]
    [InlineData("""{"stack":"shop","directory":"/srv/shop","compose":null}""")]
    public void A_stack_comes_from_one_place(string args) => Assert.Empty(DockerUp.Kind.Args.Check(Args.Of(args)));

    [Fact]
    public void A_stack_that_comes_from_two_places_is_refused_before_it_is_queued() => Assert.Equal(
        ["must not stand beside compose"], DockerUp.Kind.Args.Check(Args.Of("""{"stack":"shop","compose":"services: {}","directory":"/srv/shop"}"""))["args.directory"]);
}
