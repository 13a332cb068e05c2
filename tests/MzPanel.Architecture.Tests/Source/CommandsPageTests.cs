namespace MzPanel.Architecture.Tests.Source;

/// <summary>The page of the kinds says what the catalogue says; <c>MZ_RECORD=1</c> writes it anew.</summary>
public sealed class CommandsPageTests
{
    private static readonly string Path = System.IO.Path.Combine(House.Root, "docs/commands.md");

    [Fact]
    public void The_page_of_the_kinds_is_generated_from_the_catalogue()
    {
        if (Environment.GetEnvironmentVariable("MZ_RECORD") == "1")
            File.WriteAllText(Path, CommandsPage.Render());

        Assert.True(File.Exists(Path) && File.ReadAllText(Path) == CommandsPage.Render(), "docs/commands.md is not what the catalogue says: MZ_RECORD=1");
    }
}
