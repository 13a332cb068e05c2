using System.Security.Cryptography;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Protocol.Tokens;

namespace MzPanel.EndToEnd.Tests.Source;

/// <summary>No secret lies in the repository, as a scanner sees it (security.md, "supply chain").</summary>
public sealed class SecretsTests(Scanner scanner) : IClassFixture<Scanner>
{
    [Fact]
    public async Task The_repository_holds_no_secret()
    {
        var (listed, files, _) = await Programs.RunAsync("git", "-C", Programs.Root, "ls-files", "--cached", "--others", "--exclude-standard");
        var there = files.Split('\n').Where(file => File.Exists(Path.Combine(Programs.Root, file))).ToArray();
        Assert.True(listed == 0 && there.Length > 500);

        var (code, said) = await scanner.ScanAsync(Programs.Root, there);

        Assert.True(code == 0, said);
    }

    [Theory]
    [InlineData("privatekey")]
    [InlineData("github")]
    [InlineData("basicauth")]
    [InlineData("pattern")]
    public async Task One_that_is_planted_is_found(string rule)
    {
        var file = $"planted-{rule}.txt";
        // Made here, so that the planted ones are not found in this file.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(Path.Combine(scanner.Place, file), rule switch
        {
            "privatekey" => key.ExportPkcs8PrivateKeyPem(),
            "github" => "ghp_" + RandomNumberGenerator.GetHexString(36),
            "basicauth" => $"https://panel:{RandomNumberGenerator.GetHexString(20)}@panel.example.org/",
            _ => Token.Create(TokenKind.Api),
        });

        var (code, said) = await scanner.ScanAsync(scanner.Place, file);

        Assert.Equal(1, code);
        Assert.Contains("@secretlint/secretlint-rule-" + rule, said, StringComparison.Ordinal);
    }
}

/// <summary>secretlint, with its recommended rules and one for our own tokens.</summary>
public sealed class Scanner() : NpmTools("Source/Scanner")
{
    /// <summary>Scans files of a directory, which must be within it.</summary>
    internal Task<(int Code, string Said)> ScanAsync(string directory, params string[] files) => RunInAsync(directory, Path.Combine(Place, "node_modules/.bin/secretlint"), [],
        ["--no-glob", "--maskSecrets", "--no-color", "--secretlintrc", Path.Combine(Place, ".secretlintrc.json"), .. files]);
}
