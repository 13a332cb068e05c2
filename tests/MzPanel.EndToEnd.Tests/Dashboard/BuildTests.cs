using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>The build step of the dashboard, with an npm that only notes what it was asked for.</summary>
public sealed class BuildTests : IDisposable
{
    private const string Project = """
        <Project>
          <PropertyGroup><OutDir>$(MSBuildThisFileDirectory)out/</OutDir></PropertyGroup>
          <Target Name="Build" />
          <Import Project="src/dash/dashboard.targets" />
        </Project>
        """;

    private const string Npm = """
        #!/bin/sh
        echo "$*" >> ../../calls
        [ "$1" = ci ] && mkdir -p node_modules && touch node_modules/.package-lock.json
        [ "$1" = run ] && mkdir -p dist && cp src/page dist/index.html
        exit 0
        """;

    private readonly TempDirectory directory = new();

    public BuildTests()
    {
        Directory.CreateDirectory(At("docs"));
        Directory.CreateDirectory(At("src/dash/src"));
        Directory.CreateDirectory(At("bin"));
        File.Copy(Path.Combine(Programs.Root, "src/MzPanel.Dashboard/dashboard.targets"), At("src/dash/dashboard.targets"));
        File.WriteAllText(At("silo.proj"), Project);
        foreach (var input in (string[])["package.json", "package-lock.json", ".npmrc", "index.html", "tsconfig.json", "vite.config.ts", "../../docs/openapi.json"])
            File.WriteAllText(At($"src/dash/{input}"), "{}");
        File.WriteAllText(At("src/dash/src/page"), "one");
    }

    [Fact]
    public async Task Npm_installs_and_builds_once_and_builds_again_only_when_something_changed()
    {
        PutNpm(Npm);
        Assert.Equal(0, (await BuildAsync()).Code);
        Assert.Equal("one", await File.ReadAllTextAsync(At("out/dashboard/index.html")));
        await BuildAsync();
        Assert.Equal(["--version", "ci --no-audit --no-fund --loglevel=error", "run --silent build"], await CallsAsync());

        await File.WriteAllTextAsync(At("src/dash/src/page"), "two");
        await BuildAsync();
        Assert.Equal("two", await File.ReadAllTextAsync(At("out/dashboard/index.html")));
        Assert.Equal(4, (await CallsAsync()).Length);
    }

    [Fact]
    public async Task Left_out_nothing_of_npm_is_asked_for_and_an_older_build_is_not_shipped()
    {
        PutNpm(Npm);
        Directory.CreateDirectory(At("out/dashboard"));

        Assert.Equal(0, (await BuildAsync("-p:Dashboard=false")).Code);

        Assert.Equal((false, false), (File.Exists(At("calls")), Directory.Exists(At("out/dashboard"))));
    }

    [Fact]
    public async Task Without_npm_everything_else_is_built_and_one_is_told_unless_it_is_required()
    {
        PutNpm("#!/bin/sh\nexit 127\n");

        var (code, said) = await BuildAsync();
        Assert.True(code == 0, said);
        Assert.Contains("Building without it.", said, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out/dashboard/index.html")));
        Assert.NotEqual(0, (await BuildAsync("-p:DashboardRequired=true")).Code);
    }

    public void Dispose() => directory.Dispose();

    private string At(string path) => Path.Combine(directory.Path, path);

    private void PutNpm(string script)
    {
        File.WriteAllText(At("bin/npm"), script);
        File.SetUnixFileMode(At("bin/npm"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<string[]> CallsAsync() => File.ReadAllLinesAsync(At("calls"));

    private async Task<(int Code, string Output)> BuildAsync(params string[] more)
    {
        var path = $"PATH={At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        var (code, output, error) = await Programs.RunAsync("env", [path, "dotnet", "msbuild", At("silo.proj"), "-nologo", "-nodeReuse:false", "-v:m", .. more]);
        return (code, output + error);
    }
}
