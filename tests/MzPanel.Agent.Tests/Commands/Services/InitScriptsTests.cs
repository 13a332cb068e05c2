using MzPanel.Agent.Commands.Services;

namespace MzPanel.Agent.Tests.Commands.Services;

/// <summary>The service kinds where systemd does not run, as in most containers.</summary>
public sealed class InitScriptsTests : IDisposable
{
    private readonly KindRun kind = new();

    public InitScriptsTests()
    {
        foreach (var script in new[] { "nginx", "hwclock.sh" })
            File.SetUnixFileMode(kind.Sandbox.Put("/etc/init.d/" + script, "#!/bin/sh\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        kind.Sandbox.Put("/etc/init.d/README", "no service");
        foreach (var level in new[] { 2, 3, 4, 5 })
            kind.Sandbox.Put($"/etc/rc{level}.d/S01nginx", "");
    }

    [Fact]
    public async Task List_names_every_script_with_what_is_known_of_it()
    {
        kind.Programs.Answer("service --status-all", " [ + ]  nginx\n");

        var result = await kind.RunAsync(new ServiceListCommand());

        Assert.Equal("""[{"name":"hwclock.sh","state":"unknown","enabled":false},{"name":"nginx","state":"active","enabled":true}]""",
            result.Result?.GetRawText());
    }

    [Theory]
    [InlineData(0, "active")]
    [InlineData(1, "failed")]
    [InlineData(3, "inactive")]
    [InlineData(4, "unknown")]
    public async Task Status_is_what_the_script_says(int exitCode, string state)
    {
        kind.Programs.Answer("service nginx", "", exitCode);

        var result = await kind.RunAsync(new ServiceStatusCommand(), """{"name":"nginx.service"}""");

        Assert.Equal((0, state), (result.ExitCode, result.Result?.GetProperty("state").GetString()));
        Assert.Equal(["nginx", "status"], Assert.Single(kind.Programs.Calls).Arguments);
    }

    [Fact]
    public async Task Status_never_starts_what_is_no_script()
    {
        var result = await kind.RunAsync(new ServiceStatusCommand(), """{"name":"README"}""");

        Assert.Equal("not_found", result.Error?.Code);
        Assert.Empty(kind.Programs.Calls);
    }

    [Fact]
    public async Task Logs_are_unsupported() =>
        Assert.Equal("unsupported", (await kind.RunAsync(new ServiceLogsCommand(), """{"name":"nginx"}""")).Error?.Code);

    [Fact]
    public void Reads_the_marks_of_the_service_program() =>
        Assert.Equal(["-:dbus", "?:x"], InitScripts.States(" [ - ]  dbus\n [ ? ]  x\nnoise\n")
            .Select(s => (s.Value == "inactive" ? "-" : "?") + ":" + s.Key));

    public void Dispose() => kind.Dispose();
}
