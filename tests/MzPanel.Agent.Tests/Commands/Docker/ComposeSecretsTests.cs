using MzPanel.Agent.Commands.Docker;

namespace MzPanel.Agent.Tests.Commands.Docker;

public sealed class ComposeSecretsTests
{
    [Theory]
    [InlineData("environment:\n      A: canary")]
    [InlineData("environment:\n      A: \"canary\"")]
    [InlineData("environment:\n      A: 'canary'  ")]
    [InlineData("environment:\n      - A=canary")]
    [InlineData("environment:\n      - \"A=canary\"")]
    [InlineData("environment:\n    - A=canary")]
    [InlineData("environment: {A: canary, B: x}")]
    [InlineData("environment: [\"B=x\", \"A=canary\"]")]
    [InlineData("environment:\n      # a note\n\n      A: |\n        canary")]
    [InlineData("build:\n      args:\n        - A=canary")]
    [InlineData("command: canary")]
    [InlineData("command: [\"server\", \"--password\", \"canary\"]")]
    [InlineData("command:\n      - --password=canary")]
    [InlineData("entrypoint: [\"canary\"]\r")]
    public void Values_of_environments_arguments_and_command_lines_are_among_them(string block) =>
        Assert.Contains("canary", ComposeSecrets.Of($"services:\n  web:\n    image: nginx\n    {block}\n    restart: always\n"));

    [Fact]
    public void What_the_file_says_elsewhere_is_told_as_it_is()
    {
        var found = ComposeSecrets.Of("services:\n  web:\n    environment:\n      A: canary\n      B: true\n    image: nginx\n    ports:\n      - 80:80\n");

        Assert.Equal(["canary"], found);
    }

    [Fact]
    public void Blocks_that_environments_refer_to_and_doubled_dollars_count_too()
    {
        var found = ComposeSecrets.Of("x-env: &env\n  A: cana$$ry\nservices:\n  web:\n    environment: *env\n");

        Assert.Contains("cana$$ry", found);
        Assert.Contains("cana$ry", found);
    }

    [Theory, InlineData(""), InlineData("{"), InlineData("environment:"), InlineData("\0:\n- - -\n")]
    public void What_is_no_compose_file_has_none(string text) => Assert.Empty(ComposeSecrets.Of(text));
}
